// kill -9 of web and agent at random moments, while many learners' progress is written. What was acknowledged must be there afterwards, and the
// database must be sound. The moments come from a seed, which is printed.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadContent } from '#content/load.ts'
import { examineStore } from '#server/web/store/snapshot.ts'
import type { LessonProgress } from '#server/web/user/progress.ts'
import { newLearner } from '../bots/connection.ts'
import { root } from '../support/app.ts'
import type { Machine } from './machine.ts'
import { sit } from './sitter.ts'

const LEARNERS = 8
/** Kill within this long of the round's first write. */
const MOMENT_MS = 400
/** Every so many rounds the agent is killed, too: it writes tenants, screens and journals meanwhile. */
const AGENT_EVERY = 4
const SLUG = 'first-containers'

/** @returns what was lost or broken; nothing when all is well */
export async function killWhileWriting(
  machine: Machine,
  { rounds, seed }: { rounds: number; seed: number },
): Promise<string[]> {
  console.log(`- kill -9 of web and agent while progress is written: ${rounds} rounds, seed ${seed}`)
  const random = randomOf(seed)
  const content = loadContent({ dir: join(root, 'content') })
  const items = [...content.lessons].flatMap(([slug, { quiz }]) =>
    (quiz?.items ?? []).flatMap((item) =>
      item.type === 'single' || item.type === 'predict'
        ? [{ slug, item: item.id, answer: { type: item.type, option: item.options[0]!.id } }]
        : [],
    ),
  )
  const learners = await Promise.all(
    Array.from({ length: LEARNERS }, async () => ({
      cookie: await newLearner(machine.url),
      /** When the last acknowledged answer was sent, by lesson and item. */
      kept: new Map<string, number>(),
    })),
  )
  // One of them has a lab: the agent has something to write, too.
  const sitter = await sit(machine.url, SLUG)
  const shell = await sitter.shell()
  const problems: string[] = []
  let acknowledged = 0

  for (let round = 1; round <= rounds; round++) {
    let over = false
    const level = (round % 4) + 1
    const writing = learners.map(async (learner) => {
      while (!over) {
        const next = items[Math.floor(random() * items.length)]!
        const sent = Date.now()
        if (!(await answer(machine.url, learner.cookie, next))) continue
        learner.kept.set(`${next.slug}/${next.item}`, sent)
        acknowledged++
      }
    })
    shell.type(`echo round-${round} > round; docker network create n${round}\r`)
    const hinted = sitter.ask('lab:hint', { step: content.lessons.get(SLUG)!.lab!.steps[round % 3]!.id, level })
    await wait(random() * MOMENT_MS)
    await machine.kill('web')
    over = true
    if (round % AGENT_EVERY === 0) {
      await wait(random() * MOMENT_MS)
      await machine.kill('agent')
    }
    await Promise.all(writing)
    await machine.back()
    try {
      examineStore(join(machine.home, 'drydock.db'))
    } catch (error) {
      problems.push(`round ${round}: the database: ${(error as Error).message}`)
    }
    for (const { cookie, kept } of learners) {
      const response = await fetch(`${machine.url}/api/progress`, { headers: { cookie } })
      const { lessons } = (await response.json()) as { lessons: Record<string, LessonProgress> }
      const stored = (key: string) => {
        const [slug = '', item = ''] = key.split('/')
        return lessons[slug]?.quiz[item]?.at ?? 0
      }
      const lost = [...kept].filter(([key, sent]) => stored(key) < sent)
      if (lost.length > 0) problems.push(`round ${round}: acknowledged answers are gone: ${lost.join(' ')}`)
    }
    await sitter.until('the lab to be open again', 120_000, async () => sitter.live() && shell.attached())
    if ((await hinted).ok && Object.keys(sitter.hints()).length === 0)
      problems.push(`round ${round}: an opened hint is gone`)
    if (!sitter.terminals().includes(shell.id)) problems.push(`round ${round}: the shell is gone`)
  }
  sitter.leave()
  console.log(`  ${acknowledged} answers acknowledged, ${problems.length} problems`)
  return problems
}

/** Whether it was acknowledged: any answer counts as one, right or wrong. */
async function answer(
  url: string,
  cookie: string,
  given: { slug: string; item: string; answer: object },
): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/quiz`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ ...given, locale: 'en' }),
    })
    if (response.status >= 400 && response.status < 500)
      throw new TypeError(`${response.status} ${await response.text()}`)
    return response.ok
  } catch (error) {
    if (error instanceof TypeError && /^4/.test(error.message)) throw error
    return false
  }
}

/** mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let at = seed
  return () => {
    at = (at + 0x6d2b79f5) | 0
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
