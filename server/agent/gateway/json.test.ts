import { describe, expect, it } from 'vitest'
import { parseJson } from './json.ts'
import { JSON_MAX_DEPTH } from './limit.ts'

describe('G-105 JSON has one meaning', () => {
  it.each([
    ['{}', {}],
    [' {"a": [1, -2.5, 1e3, true, false, null, "x"]}\n', { a: [1, -2.5, 1000, true, false, null, 'x'] }],
    ['{"a":"\\u00e9\\n\\"\\ud83d\\ude00"}', { a: 'é\n"😀' }],
    ['{"Labels":{"A":"1","a":"2"}}', { Labels: { A: '1', a: '2' } }],
  ])('reads %s', (text, value) => {
    expect(JSON.parse(JSON.stringify(parseJson(text)))).toEqual(value)
  })

  it.each([
    ['', 'value is expected'],
    ['{', 'key is expected'],
    ['{"a":1,}', 'key is expected'],
    ['[1,]', 'value is expected'],
    ['{} {}', 'after the document'],
    ['{}x', 'after the document'],
    ['\ufeff{}', 'value is expected'],
    ['{"a":1,"a":2}', 'there twice'],
    ['{"HostConfig":{},"hostconfig":{}}', 'there twice'],
    ['{"HostConfig":{},"Ho\u017ftConfig":{}}', 'there twice'],
    ['{"NetworkMode":"","Networ\u212aMode":"host"}', 'there twice'],
    ['{"Privileged":false,"\\u0050rivileged":true}', 'there twice'],
    ['{"Labels":{"a":"1","a":"2"}}', 'there twice'],
    ['{"__proto__":{}}', '__proto__'],
    ['{"a":"\\u0000"}', 'NUL'],
    ['{"a":"\u0001"}', 'control character'],
    ['{"a":"\\ud800"}', 'lone surrogate'],
    ['{"a":"\\x41"}', 'unknown escape'],
    ["{'a':1}", 'key is expected'],
    ['{"a":01}', 'is expected'],
    ['{"a":9007199254740993}', 'out of range'],
    ['{"a":1e999}', 'out of range'],
    ['{"a":NaN}', 'value is expected'],
    ['{"a":tru}', 'unknown word'],
    ['{"a":1}//', 'after the document'],
  ])('refuses %j', (text, why) => {
    expect(() => parseJson(text)).toThrow(why)
  })

  it('refuses text that is not UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toThrow('not UTF-8')
  })
  it('refuses what is nested too deep, without overflowing', () => {
    expect(() => parseJson('['.repeat(100_000))).toThrow('nested deeper')
    const deep = JSON_MAX_DEPTH
    expect(parseJson(`${'['.repeat(deep)}1${']'.repeat(deep)}`)).toBeTruthy()
  })
  it('keeps keys apart that differ in case only where they are data', () => {
    expect(parseJson('{"name":{"Web":true,"web":true}}', 'exact')).toBeTruthy()
  })
})
