// All attacks. The table in README.md beside this file is checked against it.
import type { Group } from './attack.ts'
import { buildGroup } from './list-build.ts'
import { createGroup } from './list-create.ts'
import { hostConfigGroup } from './list-host-config.ts'
import { idGroup } from './list-id.ts'
import { imageGroup } from './list-image.ts'
import { jsonGroup } from './list-json.ts'
import { leakGroup } from './list-leak.ts'
import { objectGroup } from './list-object.ts'
import { pathGroup } from './list-path.ts'
import { streamGroup } from './list-stream.ts'
import { wireGroup } from './list-wire.ts'

export const groups: readonly Group[] = [
  // Before the others: their own doings fill the events, in which an engine keeps the last 256 only.
  leakGroup,
  wireGroup,
  pathGroup,
  jsonGroup,
  streamGroup,
  idGroup,
  hostConfigGroup,
  createGroup,
  objectGroup,
  imageGroup,
  buildGroup,
]
