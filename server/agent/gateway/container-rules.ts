import { containerCreate } from './container-create.ts'
import { lifeRules } from './container-life.ts'
import { containerList } from './container-list.ts'
import { lookRules } from './container-look.ts'
import { streamRules } from './container-stream.ts'
import type { Rule } from './rule.ts'

export const containerRules: Rule[] = [containerCreate, containerList, ...lookRules, ...lifeRules, ...streamRules]
