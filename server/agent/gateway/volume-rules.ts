import type { Rule } from './rule.ts'

export const volumeRules: Rule[] = []
