// What an author writes in content/images/<name>/: image.yaml and a Dockerfile with its files. The hash of a recipe decides
// whether an image has to be made again; that of its base is part of it.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const Name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

export const ImageManifest = z.strictObject({
  name: Name.describe('As learners write it; the folder has the same name.'),
  tags: z
    .array(z.string().regex(/^[\w][\w.-]{0,127}$/))
    .min(1)
    .default(['latest']),
  upstream: z
    .string()
    .min(1)
    .optional()
    .describe('Full reference that is pulled instead where a registry can be reached.'),
  base: Name.optional().describe('Catalog image that the Dockerfile builds on; it is made first.'),
  app: Name.optional().describe('Sample app of content/app/ whose files come along in the build context, under app/.'),
  internal: z.boolean().default(false).describe('Not offered to learners.'),
  order: z.number().int().default(10).describe('Lower is made earlier.'),
  rootfs: z
    .strictObject({ suite: z.string().regex(/^[a-z]+$/) })
    .optional()
    .describe('rootfs.tar of this Debian release is put beside the Dockerfile before the build.'),
})
export type ImageManifest = z.infer<typeof ImageManifest>

export interface Recipe extends ImageManifest {
  /** Files of the build context, by name; image.yaml is not one of them. */
  files: Record<string, Buffer>
  hash: string
}

/** `directory`: content/images. */
export function readRecipes(directory: string): Recipe[] {
  const found = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readRecipe(directory, entry.name))
  const byName = new Map(found.map((recipe) => [recipe.name, recipe]))
  for (const recipe of found) recipe.hash = fullHash(recipe, byName, [])
  return found.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name))
}

function readRecipe(directory: string, folder: string): Recipe {
  const manifestFile = join(directory, folder, 'image.yaml')
  const parsed = ImageManifest.safeParse(parse(readFileSync(manifestFile, 'utf8')))
  if (!parsed.success) throw new Error(`${manifestFile}: ${z.prettifyError(parsed.error)}`)
  const manifest = parsed.data
  if (manifest.name !== folder) throw new Error(`${manifestFile}: name is ${manifest.name}, the folder is ${folder}`)
  if (!existsSync(join(directory, folder, 'Dockerfile')))
    throw new Error(`${manifestFile}: there is no Dockerfile beside it`)
  const names = readdirSync(join(directory, folder)).filter((name) => name !== 'image.yaml')
  const files = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(directory, folder, name))]))
  if (manifest.app) Object.assign(files, readApp(join(directory, '..', 'app', manifest.app)))
  return { ...manifest, files, hash: ownHash(manifest, files) }
}

function readApp(folder: string): Record<string, Buffer> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = found.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(paths.map((path) => [join('app', path.slice(folder.length)), readFileSync(path)]))
}

function ownHash(manifest: ImageManifest, files: Record<string, Buffer>): string {
  const { name, upstream, base, rootfs } = manifest
  const hash = createHash('sha256').update(JSON.stringify({ name, upstream, base, rootfs }))
  for (const [name, content] of Object.entries(files)) hash.update(`\0${name}\0${content.length}\0`).update(content)
  return hash.digest('hex').slice(0, 16)
}

function fullHash(recipe: Recipe, byName: Map<string, Recipe>, below: string[]): string {
  const own = ownHash(recipe, recipe.files)
  if (!recipe.base) return own
  const base = byName.get(recipe.base)
  if (!base) throw new Error(`${recipe.name}: there is no image ${recipe.base} to build on`)
  if (below.includes(recipe.name)) throw new Error(`${recipe.name} builds on itself`)
  return createHash('sha256')
    .update(own + fullHash(base, byName, [...below, recipe.name]))
    .digest('hex')
    .slice(0, 16)
}
