import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRecipes } from './recipe.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recipe-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function write(name: string, manifest: string, dockerfile = 'FROM scratch\n'): void {
  mkdirSync(join(directory, name), { recursive: true })
  writeFileSync(join(directory, name, 'image.yaml'), manifest)
  writeFileSync(join(directory, name, 'Dockerfile'), dockerfile)
}
const hashOf = (name: string) => readRecipes(directory).find((recipe) => recipe.name === name)?.hash

test('the repository’s own recipes are sound, and the base comes first', () => {
  const recipes = readRecipes(fileURLToPath(new URL('../../../content/images', import.meta.url)))
  expect(recipes.map(({ name }) => name).slice(0, 3)).toEqual(['debian', 'busybox', 'workspace'])
  expect(recipes.filter(({ internal }) => internal).map(({ name }) => name)).toEqual(['workspace', 'machine'])
})

test('a changed file changes the hash of the image and of what is built on it', () => {
  write('base', 'name: base\n')
  write('top', 'name: top\nbase: base\n')
  write('other', 'name: other\n')
  const before = [hashOf('base'), hashOf('top'), hashOf('other')]
  write('base', 'name: base\n', 'FROM scratch\nCMD ["sh"]\n')
  const after = [hashOf('base'), hashOf('top'), hashOf('other')]
  expect(after[0]).not.toBe(before[0])
  expect(after[1]).not.toBe(before[1])
  expect(after[2]).toBe(before[2])
})

test('a sample app comes along, and its change is a change of the image', () => {
  const images = join(directory, 'images')
  const app = join(directory, 'app/shop/src')
  mkdirSync(app, { recursive: true })
  mkdirSync(join(images, 'shop'), { recursive: true })
  writeFileSync(join(images, 'shop/image.yaml'), 'name: shop\napp: shop\n')
  writeFileSync(join(images, 'shop/Dockerfile'), 'FROM scratch\nCOPY app/src /srv\n')
  writeFileSync(join(app, 'main.js'), 'one')
  const [before] = readRecipes(images)
  expect(Object.keys(before!.files)).toEqual(['Dockerfile', 'app/src/main.js'])
  writeFileSync(join(app, 'main.js'), 'two')
  expect(readRecipes(images)[0]!.hash).not.toBe(before!.hash)
})

test('the order of building is no reason to build again', () => {
  write('base', 'name: base\n')
  const before = hashOf('base')
  write('base', 'name: base\norder: 3\n')
  expect(hashOf('base')).toBe(before)
})

test('mistakes name the file', () => {
  write('base', 'name: base\ncolour: red\n')
  expect(() => readRecipes(directory)).toThrow(/base\/image\.yaml.*colour/s)
  write('base', 'name: other\n')
  expect(() => readRecipes(directory)).toThrow('the folder is base')
  write('base', 'name: base\nbase: nothing\n')
  expect(() => readRecipes(directory)).toThrow('there is no image nothing')
  write('base', 'name: base\nbase: base\n')
  expect(() => readRecipes(directory)).toThrow('builds on itself')
})
