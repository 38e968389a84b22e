import type { Rule } from './rule.ts'

export const buildRules: Rule[] = []
