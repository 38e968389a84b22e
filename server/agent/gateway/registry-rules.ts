// The class registry as Docker Hub: login, search, push. SPEC.md G-R…

import { pushImage } from './image-push.ts'
import { searchImages } from './image-search.ts'
import { dropped, filters, int, text } from './query.ts'
import { accountOf, login } from './registry-auth.ts'
import { json, type Rule, rule } from './rule.ts'

export const registryRules: Rule[] = [
  rule({
    id: 'system.auth',
    spec: 'G-605',
    method: 'POST',
    path: '/auth',
    body: 'json',
    run: async ({ scope, body }) => json(login(scope, body)),
  }),
  rule({
    id: 'image.search',
    spec: 'G-I9',
    method: 'GET',
    path: '/images/search',
    query: { term: text, limit: int, filters },
    run: async (call) => json(searchImages(call.scope, accountOf(call), call.query)),
  }),
  rule({
    id: 'image.push',
    spec: 'G-I8',
    method: 'POST',
    path: '/images/:name+/push',
    query: { tag: text, platform: dropped },
    async run(call) {
      const name = call.params.name as string
      call.about(call.query.tag ? `${name}:${call.query.tag}` : name)
      return pushImage(call, name, call.query.tag || undefined)
    },
  }),
]
