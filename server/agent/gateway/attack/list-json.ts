// JSON bodies: what Go reads in a way of its own. Each asks for SYS_ADMIN, which the engine gives.
import { type Attack, type Group, post, wire } from './attack.ts'

const made = 'made HostConfig.CapAdd'
const text = (name: string, body: (image: string) => string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: ['G-105', 'G-301'],
  send: (g) => [post('/v1.41/containers/create', body(g.image))],
  oracle: made,
  ...more,
})
const GOOD = '"CapAdd":["SYS_ADMIN"]'
const refused = { notRaw: 'this engine refuses it as well' }

export const jsonGroup: Group = {
  title: 'JSON',
  attacks: [
    text('the field itself', (i) => `{"Image":"${i}","HostConfig":{${GOOD}}}`, { rules: ['G-322'] }),
    text('HostConfig’s field on top', (i) => `{"Image":"${i}",${GOOD}}`),
    text('on top beside a null HostConfig', (i) => `{"Image":"${i}","HostConfig":null,${GOOD}}`),
    text('lower case keys', (i) => `{"image":"${i}","hostconfig":{"capadd":["SYS_ADMIN"]}}`),
    text('upper case keys', (i) => `{"Image":"${i}","HOSTCONFIG":{"CAPADD":["SYS_ADMIN"]}}`),
    text('mixed case in the inner key', (i) => `{"Image":"${i}","HostConfig":{"capAdd":["SYS_ADMIN"]}}`),
    text('the long s', (i) => `{"Image":"${i}","Ho\u017ftConfig":{${GOOD}}}`),
    text('the long s, escaped', (i) => `{"Image":"${i}","Ho\\u017ftConfig":{${GOOD}}}`),
    text('the Kelvin sign', (i) => `{"Image":"${i}","HostConfig":{"Networ\u212aMode":"none",${GOOD}}}`),
    text('a key with an escaped letter', (i) => `{"Image":"${i}","HostConfig":{"\\u0043apAdd":["SYS_ADMIN"]}}`),
    text('an outer key with an escaped letter', (i) => `{"Image":"${i}","\\u0048ostConfig":{${GOOD}}}`),
    text('a value with escapes', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":["\\u0053YS_ADMIN"]}}`),
    text('HostConfig twice, the harmless one last', (i) => `{"Image":"${i}","HostConfig":{${GOOD}},"HostConfig":{}}`),
    text('HostConfig twice, the harmless one first', (i) => `{"Image":"${i}","HostConfig":{},"HostConfig":{${GOOD}}}`),
    text('twice in different case', (i) => `{"Image":"${i}","HostConfig":{},"hostConfig":{${GOOD}}}`),
    text('CapAdd twice', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":[],"CapAdd":["SYS_ADMIN"]}}`),
    text('CapAdd twice in different case', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":[],"capadd":["SYS_ADMIN"]}}`),
    text('rubbish behind the document', (i) => `{"Image":"${i}","HostConfig":{${GOOD}}} rubbish`),
    text('a second document', (i) => `{"Image":"${i}","HostConfig":{${GOOD}}}{"HostConfig":{}}`),
    text('white space all over', (i) => ` \n\t{ "Image" : "${i}" , "HostConfig" : { "CapAdd" : [ "SYS_ADMIN" ] } } `, {
      rules: ['G-322'],
    }),
    text('a plain string for a list', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":"SYS_ADMIN"}}`),
    text('a capability with its prefix', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":["CAP_SYS_ADMIN"]}}`, {
      rules: ['G-322'],
    }),
    text('a capability in small letters', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":["sys_admin"]}}`, {
      rules: ['G-322'],
    }),
    text('all capabilities', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":["ALL"]}}`, { rules: ['G-322'] }),
    text('all capabilities, none dropped', (i) => `{"Image":"${i}","HostConfig":{"CapAdd":["ALL"],"CapDrop":[]}}`, {
      rules: ['G-322'],
    }),
    text('Capabilities of swarm services', (i) => `{"Image":"${i}","HostConfig":{"Capabilities":["CAP_SYS_ADMIN"]}}`, {
      notRaw: 'this engine knows no such field',
    }),
    text(
      'behind a key called __proto__',
      (i) => `{"Image":"${i}","__proto__":{"HostConfig":{${GOOD}}},"HostConfig":{${GOOD}}}`,
    ),
    text(
      'behind a key called constructor',
      (i) => `{"Image":"${i}","constructor":{"prototype":{}},"HostConfig":{${GOOD}}}`,
    ),
    text('a lone surrogate', (i) => `{"Image":"${i}","Hostname":"\\ud800","HostConfig":{${GOOD}}}`),
    text('bytes that are no UTF-8', (i) => `{"Image":"${i}","Hostname":"\ufffd","HostConfig":{${GOOD}}}`, {
      rules: ['G-322'],
    }),
    text('a BOM', (i) => `\ufeff{"Image":"${i}","HostConfig":{${GOOD}}}`, refused),
    text('a comment', (i) => `{"Image":"${i}",/* */"HostConfig":{${GOOD}}}`, refused),
    text('a comma at the end', (i) => `{"Image":"${i}","HostConfig":{${GOOD},}}`, refused),
    text('single quotes', (i) => `{'Image':'${i}','HostConfig':{'CapAdd':['SYS_ADMIN']}}`, refused),
    text('NaN', (i) => `{"Image":"${i}","HostConfig":{"Memory":NaN,${GOOD}}}`, refused),
    text('a list around it', (i) => `[{"Image":"${i}","HostConfig":{${GOOD}}}]`, refused),
    text('a string around it', (i) => JSON.stringify(`{"Image":"${i}","HostConfig":{${GOOD}}}`), refused),
    text('a number out of range', (i) => `{"Image":"${i}","HostConfig":{"Memory":1e999,${GOOD}}}`, refused),
    text('a number that floats can’t hold', (i) => `{"Image":"${i}","HostConfig":{"Memory":9007199254740993,${GOOD}}}`),
    text('a NUL in a string', (i) => `{"Image":"${i}","Hostname":"a\\u0000","HostConfig":{${GOOD}}}`, {
      notRaw: 'this engine takes no such name',
    }),
    text('a raw line feed in a string', (i) => `{"Image":"${i}","Hostname":"a\nb","HostConfig":{${GOOD}}}`, refused),
    text('depth 5000', (i) => `{"Image":"${i}","x":${'['.repeat(5000)}${']'.repeat(5000)},"HostConfig":{${GOOD}}}`),
    text('depth 100', (i) => `{"Image":"${i}","x":${'['.repeat(100)}${']'.repeat(100)},"HostConfig":{${GOOD}}}`),
    text('2 MiB', (i) => `{"Image":"${i}","x":"${'a'.repeat(2 ** 21)}","HostConfig":{${GOOD}}}`, { rules: ['G-109'] }),
    text('just over 1 MiB', (i) => `{"Image":"${i}","HostConfig":{${GOOD}}${' '.repeat(2 ** 20)}}`, {
      rules: ['G-109'],
    }),
    text('a zero field in strange spelling', (i) => `{"Image":"${i}","hostConfig":{},"HostConfig":{${GOOD}}}`),
    {
      name: 'a content type with a charset',
      rules: ['G-105'],
      send: (g) => [
        post('/containers/create', `{"Image":"${g.image}","HostConfig":{${GOOD}}}`, {
          'Content-Type': 'application/json; charset=utf-8',
        }),
      ],
      oracle: made,
    },
    {
      name: 'a content type that is no JSON',
      rules: ['G-105'],
      send: (g) => [
        post('/containers/create', `{"Image":"${g.image}","HostConfig":{${GOOD}}}`, { 'Content-Type': 'text/plain' }),
      ],
      oracle: made,
      notRaw: 'this engine refuses it as well',
    },
    {
      name: 'no length that the inspector sees, a body that the executor reads (CVE-2024-41110)',
      rules: ['G-201'],
      send: (g) => {
        const body = `{"Image":"${g.image}","HostConfig":{${GOOD}}}`
        return [
          wire(
            `POST /containers/create HTTP/1.1\nHost: d\nContent-Type: application/json\nContent-Length: 0\n\n${body}`,
          ),
        ]
      },
      oracle: made,
      notRaw: 'without a plugin between there are no two readers',
      silent: true,
    },
    {
      name: 'a body too long for the inspector, not for the executor (CVE-2026-34040)',
      rules: ['G-109'],
      send: (g) => [
        post(
          '/containers/create',
          `{"Image":"${g.image}","HostConfig":{${GOOD}},"Env":["A=${'a'.repeat(3 * 2 ** 20)}"]}`,
        ),
      ],
      oracle: made,
    },
    {
      name: 'a body in many small chunks',
      rules: ['G-107'],
      send: (g) => {
        const body = `{"Image":"${g.image}","HostConfig":{${GOOD}}}`
        const chunks = [...body].map((c) => `1\n${c}\n`).join('')
        return [
          wire(
            `POST /containers/create HTTP/1.1\nHost: d\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n${chunks}0\n\n`,
          ),
        ]
      },
      oracle: made,
    },
  ],
}
