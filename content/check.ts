// npm run content:check [-- --static | --lab <slug> [--step <id>] | --short]
// Proves that the content is right: first its form, then every lab's solutions and wrong paths on a real engine.
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { signatureIds } from '#server/agent/coach/catalog.ts'
import { Lab } from '#server/protocol/content.ts'
import type { Content } from './load.ts'
import { formatMistake, type Mistake, readSource } from './source.ts'
import type { Learner } from './stage.ts'
import { checkStatic } from './static.ts'
import { shortTask, stepTask, type Task, tasksOf } from './trial.ts'

/** At once, each with a host of its own. More than cores: they wait for the engine most of the time. */
const LEARNERS = 5

const { values } = parseArgs({
  options: {
    static: { type: 'boolean', default: false },
    lab: { type: 'string' },
    step: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
})
async function main(): Promise<boolean> {
  const dir = relative(process.cwd(), resolve(import.meta.dirname)) || '.'
  const { content, mistakes: all } = await checkStatic({ dir, signatures: signatureIds })
  const mistakes = values.lab ? all.filter(({ file }) => file.startsWith(join(dir, 'lesson', values.lab!, '/'))) : all
  for (const mistake of mistakes) console.log(formatMistake(mistake))
  if (!content || mistakes.length > 0) {
    console.log(`${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}`)
    return false
  }
  console.log(`${content.lessons.size} lessons: form ok`)
  if (values.static) return true
  const socket = process.env.DRYDOCK_TEST_DOCKER
  if (!socket) {
    console.log('Set DRYDOCK_TEST_DOCKER to the socket of a Docker Engine to try the labs out, or pass --static.')
    return false
  }
  return tryLabs(content, dir, socket)
}

async function tryLabs(content: Content, dir: string, dockerSocket: string): Promise<boolean> {
  const labs = [...content.lessons.values()].filter(
    (lesson) => lesson.lab && (!values.lab || values.lab === lesson.slug),
  )
  if (labs.length === 0) {
    console.log(values.lab ? `No lab ${values.lab}` : 'No labs')
    return !values.lab
  }
  const tasks = labs.flatMap(({ slug, lab }) => {
    const trial = { slug, lab: lab!, at: readSource(join(dir, 'lesson', slug, 'lab.yaml'), Lab).mistake }
    if (values.short) return [shortTask(trial)]
    if (!values.step) return tasksOf(trial)
    const index = lab!.steps.findIndex((step) => step.id === values.step)
    return index < 0 ? [] : [stepTask(trial, index)]
  })
  if (tasks.length === 0) {
    console.log(`No step ${values.step}`)
    return false
  }
  const began = Date.now()
  // Only now: the form is checked without loading the agent.
  const { openStage } = await import('./stage.ts')
  const stage = await openStage({ dockerSocket })
  const interrupted = () => void stage.close().finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    console.log(`engine and catalog ready after ${seconds(Date.now() - began)}`)
    const mistakes = await runTasks(tasks, () => stage.learner())
    for (const { message, detail } of stage.warnings.filter((w) => /setup/.test(w.message))) {
      const file = join(dir, 'lesson', String(detail.slug), 'lab.yaml')
      const index = content.lessons.get(String(detail.slug))?.lab?.steps.findIndex((s) => s.id === detail.step) ?? 0
      const said = `${message}: ${detail.output ?? detail.error}`
      mistakes.push(readSource(file, Lab).mistake(['steps', index, 'setup'], said))
    }
    const lines = [...new Set(mistakes.map(formatMistake))]
    for (const line of lines) console.log(line)
    // Not the content's fault, but it may explain what was found.
    if (lines.length > 0)
      for (const { message, detail } of stage.warnings) console.log(`agent: ${message} ${JSON.stringify(detail)}`)
    for (const { slug, lab } of labs) {
      const count = (of: (step: Lab['steps'][number]) => number) => lab!.steps.reduce((sum, step) => sum + of(step), 0)
      const bad = lines.filter((line) => line.includes(join('lesson', slug, 'lab.yaml'))).length
      const parts = values.step
        ? `only the wrong paths of ${values.step}`
        : values.short
          ? 'the short way'
          : `${lab!.steps.length} steps, ${count((s) => s.solve.length)} solutions, ${count((s) => s.wrong.length)} wrong paths`
      console.log(`${slug}: ${parts}: ${bad === 0 ? 'ok' : `${bad} mistakes`}`)
    }
    console.log(`done in ${seconds(Date.now() - began)}`)
    return lines.length === 0
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    await stage.close()
  }
}

async function runTasks(tasks: Task[], arrive: () => Promise<Learner>): Promise<Mistake[]> {
  const queue = [...tasks]
  const mistakes: Mistake[] = []
  const work = async () => {
    const learner = await arrive()
    for (let task = queue.shift(); task; task = queue.shift()) {
      const began = Date.now()
      const first = await task.run(learner)
      for (const mistake of first) console.log(formatMistake(mistake))
      // What a busy machine did once is no mistake of the content; it is told all the same.
      const found = first.length > 0 && process.env.CI ? await task.run(learner) : first
      mistakes.push(...found)
      const said = found.length > 0 ? 'FAIL' : first.length > 0 ? 'ok the second time' : 'ok  '
      console.log(`  ${said} ${task.name} (${seconds(Date.now() - began)})`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(LEARNERS, tasks.length) }, work))
  return mistakes
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

// The agent's watch on the engine goes on as long as the process.
process.exit((await main()) ? 0 : 1)
