// The content format: what an author writes in content/lesson/<slug>/. Strict: unknown keys are errors.
// `content/load.ts` reads the files and reports mistakes with file and line.
import { z } from 'zod'

export const locales = ['ko', 'en'] as const
export const Locale = z.enum(locales)
export type Locale = z.infer<typeof Locale>

export const Text = z
  .strictObject({ ko: z.string().min(1), en: z.string().min(1) })
  .describe('The same thing said in both languages. Inline markdown (`code`, **bold**, links) is allowed.')
export type Text = z.infer<typeof Text>

const Slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

// ---------------------------------------------------------------- course
export const Course = z.strictObject({
  title: Text,
  lessons: z.array(Slug).min(1).describe('Lesson folders, in teaching order.'),
})
export type Course = z.infer<typeof Course>

// ---------------------------------------------------------------- lesson.yaml
export const LessonMeta = z.strictObject({
  id: z
    .string()
    .regex(/^L\d+$/)
    .describe('Number in the curriculum, e.g. L3.'),
  title: Text,
  summary: Text.describe('One or two sentences for the catalog card.'),
  minutes: z.number().int().min(5).max(180),
  objectives: z.array(Text).min(1).describe('"I can …" sentences.'),
  sources: z.array(z.strictObject({ title: z.string(), url: z.url().optional() })).default([]),
})
export type LessonMeta = z.infer<typeof LessonMeta>

// ---------------------------------------------------------------- content/fault.yaml
export const Faults = z.strictObject({
  faults: z
    .array(
      z.strictObject({
        id: Slug,
        title: Text.describe('What the instructor chooses. Students see it once the cause is shown.'),
        cause: Text.describe('What was broken, where it shows, how it is repaired.'),
        look: z.string().describe('The command that gives it away.'),
        inject: z
          .array(z.string())
          .min(1)
          .describe('Shell lines in the workspace. The last thing printed goes to `undo` as $target.'),
        undo: z.array(z.string()).min(1),
      }),
    )
    .min(1),
})
export type Fault = z.infer<typeof Faults>['faults'][number]

// ---------------------------------------------------------------- content/glossary.yaml
export const Glossary = z
  .record(Slug, z.strictObject({ term: Text, meaning: Text.describe('One or two sentences, shown as a tooltip.') }))
  .describe('Words that lessons mark with <Term name="…">.')
export type Glossary = z.infer<typeof Glossary>

// ---------------------------------------------------------------- checks
/** How one value is compared. A bare scalar means equality. */
export const Matcher = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({
    match: z.string().optional().describe('Regular expression (JS, flags "u").'),
    not: z.union([z.string(), z.number(), z.boolean()]).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    contains: z.string().optional().describe('Substring, or an element of an array.'),
    equals: z.unknown().optional().describe('Deep equality, e.g. ["ls"].'),
    exists: z.boolean().optional(),
    length: z.number().int().optional(),
  }),
])
export type Matcher = z.infer<typeof Matcher>

const Where = z
  .record(z.string(), Matcher)
  .describe('Dotted path into the inspect JSON, e.g. "State.ExitCode": 0. All must hold.')
const Say = z.strictObject({ what: Text.optional().describe('What is expected, in words; shown as "expected".') })

export type Check =
  | (z.infer<typeof ContainerCheck> | z.infer<typeof ImageCheck> | z.infer<typeof VolumeCheck>)
  | (z.infer<typeof NetworkCheck> | z.infer<typeof EventCheck> | z.infer<typeof HttpCheck>)
  | (z.infer<typeof ExecCheck> | z.infer<typeof LogsCheck> | z.infer<typeof FileCheck>)
  | (z.infer<typeof AnswerCheck> | z.infer<typeof CommandCheck>)
  | (z.infer<typeof DockerfileCheck> | z.infer<typeof BuildlogCheck> | z.infer<typeof RegistryCheck>)
  | { type: 'all'; of: Check[]; what?: Text }
  | { type: 'any'; of: Check[]; what?: Text }
  | { type: 'not'; of: Check; what?: Text }

const ContainerCheck = Say.extend({
  type: z.literal('container'),
  name: z.string().optional(),
  image: z.string().optional().describe('As the learner sees it; "nginx" also means "nginx:latest".'),
  label: z.string().optional(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'exited', 'dead']).optional(),
  up: z.number().min(0).optional().describe('Running for at least so many seconds: it keeps running.'),
  where: Where.optional(),
  count: z
    .strictObject({ min: z.number().int().optional(), max: z.number().int().optional() })
    .optional()
    .describe('How many containers match. Default: at least 1.'),
})
const ImageCheck = Say.extend({ type: z.literal('image'), ref: z.string(), where: Where.optional() })
const VolumeCheck = Say.extend({ type: z.literal('volume'), name: z.string(), where: Where.optional() })
const NetworkCheck = Say.extend({ type: z.literal('network'), name: z.string(), where: Where.optional() })
const EventCheck = Say.extend({
  type: z.literal('event'),
  kind: z.enum(['container', 'image', 'volume', 'network']).default('container'),
  action: z.string().describe('create, start, die, destroy, pause, pull …'),
  where: z.record(z.string(), Matcher).optional().describe('Actor attributes: name, image, exitCode …'),
  since: z.enum(['step', 'lab']).default('step'),
  min: z.number().int().default(1),
})
const HttpCheck = Say.extend({
  type: z.literal('http'),
  port: z.number().int().describe("Port on the learner's localhost."),
  server: z.boolean().default(false).describe("The learner's server is asked instead, from outside: at http://prod."),
  path: z.string().default('/'),
  status: z.number().int().default(200),
  body: Matcher.optional(),
})
const ExecCheck = Say.extend({
  type: z.literal('exec'),
  container: z.string(),
  argv: z.array(z.string()).min(1).describe('Read-only command; 2 s limit.'),
  stdout: Matcher.optional(),
  exit: z.number().int().default(0),
})
const LogsCheck = Say.extend({ type: z.literal('logs'), container: z.string(), match: z.string() })
const FileCheck = Say.extend({
  type: z.literal('file'),
  path: z.string().describe("Relative to the learner's home."),
  match: Matcher.optional(),
  exists: z.boolean().default(true),
})
const AnswerCheck = Say.extend({
  type: z.literal('answer'),
  question: Text,
  options: z
    .array(z.strictObject({ id: Slug, text: Text, why: Text, correct: z.boolean().default(false) }))
    .optional()
    .describe('Choice. Without options the learner types the value.'),
  match: Matcher.optional().describe('For typed answers: what is right.'),
  inspect: z
    .strictObject({ container: z.string(), path: z.string() })
    .optional()
    .describe('For typed answers: compare with this value on the engine instead of `match`.'),
  engine: z
    .strictObject({ of: z.enum(['version', 'info']), path: z.string() })
    .optional()
    .describe('For typed answers: compare with what `docker version` or `docker info` says.'),
})
const CommandCheck = Say.extend({
  type: z.literal('command'),
  match: z.string().describe('Regular expression over a command line typed in the workspace.'),
  exit: z.number().int().optional(),
  since: z.enum(['step', 'lab']).default('step'),
})
const DockerfileLine = z.strictObject({
  is: z
    .string()
    .regex(/^[A-Z]+$/)
    .describe('The instruction: FROM, RUN, CMD …'),
  args: Matcher.optional().describe('What follows it, with continued lines joined.'),
  form: z
    .enum(['exec', 'shell'])
    .optional()
    .describe('exec: a JSON list. Anything else is a line for the shell, a list in single quotes, too.'),
})
const DockerfileCheck = Say.extend({
  type: z.literal('dockerfile'),
  path: z.string().describe("Relative to the learner's home."),
  has: z.array(DockerfileLine).default([]).describe('All are there, in this order; others may stand between them.'),
  lacks: z.array(DockerfileLine).default([]).describe('None of these is there.'),
})
const BuildlogCheck = Say.extend({
  type: z.literal('buildlog'),
  image: z.string(),
  layers: z
    .array(
      z.strictObject({
        run: z.string().describe('Regular expression over the line in `docker history --no-trunc`: "npm ci".'),
        cached: z.boolean().describe('true: taken over from an earlier build. false: made anew.'),
      }),
    )
    .min(1),
  since: z.enum(['step', 'lab']).default('step').describe('Made before this: taken over.'),
})
const RegistryCheck = Say.extend({
  type: z.literal('registry'),
  repo: z
    .string()
    .regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/)
    .describe("One of the learner's own repositories in the class registry, without the account: app for alice/app."),
  tag: z.string().default('latest'),
  image: z.string().optional().describe('The tag has the digest of this image of the learner’s host.'),
})
export const Check: z.ZodType<Check, unknown> = z.lazy(() =>
  z.union([
    z.discriminatedUnion('type', [
      ContainerCheck.strict(),
      ImageCheck.strict(),
      VolumeCheck.strict(),
      NetworkCheck.strict(),
      EventCheck.strict(),
      HttpCheck.strict(),
      ExecCheck.strict(),
      LogsCheck.strict(),
      FileCheck.strict(),
      AnswerCheck.strict(),
      CommandCheck.strict(),
      DockerfileCheck.strict(),
      BuildlogCheck.strict(),
      RegistryCheck.strict(),
    ]),
    z.strictObject({ type: z.literal('all'), of: z.array(Check).min(1), what: Text.optional() }),
    z.strictObject({ type: z.literal('any'), of: z.array(Check).min(1), what: Text.optional() }),
    z.strictObject({ type: z.literal('not'), of: Check, what: Text.optional() }),
  ]),
)

// ---------------------------------------------------------------- lab.yaml
const LabFiles = z.strictObject({
  from: z
    .string()
    .regex(/^[\w-]+(\/[\w.-]+)*$/)
    .describe('Folder under content/: app/harbor-notes, lesson/<slug>/part/broken.'),
  to: z
    .string()
    .regex(/^(?!\.\.?(\/|$))[\w.-]+(\/(?!\.\.?(\/|$))[\w.-]+)*$/)
    .describe("Folder in the learner's home."),
  without: z.array(z.string()).default([]).describe('Names at the top of the folder that are left out: [Dockerfile].'),
  replace: z
    .boolean()
    .default(false)
    .describe('In place of what is there. Otherwise the learner’s own files stay as they are.'),
})
export type LabFiles = z.infer<typeof LabFiles>

export const Step = z.strictObject({
  id: Slug,
  title: Text,
  body: Text.describe('Markdown: the goal in words, and what to look at.'),
  kind: z
    .enum(['do', 'broken'])
    .default('do')
    .describe('broken = something is wrong on purpose: name the cause, fix it.'),
  commands: z
    .array(z.string())
    .default([])
    .describe('Commands shown as blocks that can be clicked into the terminal. Only where typing is not the exercise.'),
  files: z.array(LabFiles).default([]).describe('Put into the home when the step begins, before its setup.'),
  setup: z.array(z.string()).default([]).describe('Shell lines run as the learner when the step begins (broken labs).'),
  check: z
    .array(z.strictObject({ id: Slug, check: Check }))
    .min(1)
    .describe('All must hold. Each is a line of its own on the screen; give its check a `what`.'),
  hints: z.array(Text).min(1).max(4).describe('Ladder: nudge, where to look, command with a blank, full.'),
  why: Text.describe('Shown once the step is passed: what happened and why.'),
  fails: z
    .array(z.strictObject({ id: Slug, when: Check, say: Text }))
    .default([])
    .describe('Known wrong states and what to say while the step is not passed.'),
  solve: z
    .array(z.array(z.string()).min(1))
    .min(1)
    .describe(
      'Right routes: each a list of shell lines. `answer <check id> <value>` answers a question, `$(command)` as the value its output. `{account}` and `{password}` are the learner’s in the class registry, here and in `setup` and `wrong`.',
    ),
  wrong: z
    .array(
      z.strictObject({
        name: z.string(),
        run: z.array(z.string()).min(1),
        coach: z.string().optional().describe('Coach signature that must appear.'),
        fail: Slug.optional().describe('Id in `fails` that must be shown.'),
      }),
    )
    .default([])
    .describe('Known wrong paths: the step must stay red and the named explanation must appear.'),
})
export type Step = z.infer<typeof Step>

export const Lab = z.strictObject({
  title: Text,
  minutes: z.number().int(),
  intro: Text.optional(),
  images: z.array(z.string()).default([]).describe('Catalog images that the lab uses.'),
  server: z
    .boolean()
    .default(false)
    .describe(
      'With a second host: its engine answers at unix:///run/drydock/prod.sock in the workspace, what it publishes at http://prod. Checks put `prod:` before the name of a container that is on it, and `server: true` to http.',
    ),
  vm: z.boolean().default(false).describe('With the panel in which a virtual machine is started beside a container.'),
  files: z
    .array(LabFiles)
    .default([])
    .describe('Put into the home when the lab begins. What lies in the lesson’s own files/ comes along by itself.'),
  steps: z.array(Step).min(1),
})
export type Lab = z.infer<typeof Lab>

// ---------------------------------------------------------------- measured.json
const Side = z.strictObject({
  shellMs: z.number().describe('Median.'),
  memoryBytes: z.number().describe('Median.'),
  diskBytes: z.number(),
  kernel: z.string(),
  processes: z.number(),
})
/** Written by `npm run measure`, quoted by lessons. */
export const Measured = z.strictObject({
  date: z.string().describe('Year, month, day.'),
  cpu: z.string(),
  cpus: z.number(),
  accelerator: z.enum(['kvm', 'tcg']),
  emulator: z.string().describe('Version of QEMU.'),
  runs: z.number().describe('Of each; the figures are their medians.'),
  busy: z
    .boolean()
    .describe('Other work kept the processors busy meanwhile, so both may have been slower than they are.'),
  favoured: z
    .boolean()
    .describe(
      'Whoever measured gave engine and emulator more of the processors than that other work, beyond a container’s bounds.',
    ),
  machine: Side,
  container: Side,
})
export type Measured = z.infer<typeof Measured>

// ---------------------------------------------------------------- quiz.yaml
const Option = z.strictObject({
  id: Slug,
  text: Text,
  correct: z.boolean().default(false),
  why: Text.describe('Why this is right or wrong; shown after answering.'),
})
const Item = z.strictObject({
  id: Slug,
  prompt: Text,
  code: z.string().optional().describe('Shown as a terminal block; never translated.'),
  why: Text.describe('The explanation shown after answering.'),
  objective: z.number().int().optional().describe('Index into the lesson objectives.'),
})
export const QuizItem = z.discriminatedUnion('type', [
  Item.extend({ type: z.literal('single'), options: z.array(Option).min(2) }),
  Item.extend({ type: z.literal('multiple'), options: z.array(Option).min(3) }),
  Item.extend({
    type: z.literal('order'),
    items: z
      .array(z.strictObject({ id: Slug, text: Text }))
      .min(3)
      .describe('In the right order; shown shuffled.'),
  }),
  Item.extend({
    type: z.literal('match'),
    pairs: z.array(z.strictObject({ id: Slug, left: Text, right: Text })).min(3),
  }),
  Item.extend({
    type: z.literal('fill'),
    accept: z.array(z.string()).min(1).describe('Regular expressions over the normalised command line (anchored).'),
    answer: z.string().describe('A model answer, shown after.'),
    wrong: z.array(z.strictObject({ match: z.string(), say: Text })).default([]),
  }),
  Item.extend({
    type: z.literal('predict'),
    command: z.string().describe('What is run; the key is recorded from the real engine.'),
    options: z.array(Option).min(2),
  }),
  Item.extend({
    type: z.literal('open'),
    rubric: z.array(z.strictObject({ id: Slug, text: Text, points: z.number().int().min(1) })).min(2),
    model: Text.describe('A model answer.'),
  }),
])
export type QuizItem = z.infer<typeof QuizItem>

export const Quiz = z.strictObject({ items: z.array(QuizItem).min(1) })
export type Quiz = z.infer<typeof Quiz>

/** What the learner answers. order: ids in order. match: left id -> right id. open: text plus self-given rubric ids. */
export const QuizAnswer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('single'), option: Slug }),
  z.strictObject({ type: z.literal('multiple'), options: z.array(Slug) }),
  z.strictObject({ type: z.literal('order'), ids: z.array(Slug) }),
  z.strictObject({ type: z.literal('match'), pairs: z.record(Slug, Slug) }),
  z.strictObject({ type: z.literal('fill'), text: z.string().max(2000) }),
  z.strictObject({ type: z.literal('predict'), option: Slug }),
  z.strictObject({ type: z.literal('open'), text: z.string().max(5000), rubric: z.array(Slug).optional() }),
])
export type QuizAnswer = z.infer<typeof QuizAnswer>

/** A quiz item as the browser gets it: nothing in it tells the answer. Options, order and match rights come shuffled. */
export type PublicQuizItem =
  | { type: 'single' | 'multiple'; id: string; prompt: string; code?: string; options: { id: string; text: string }[] }
  | {
      type: 'predict'
      id: string
      prompt: string
      code?: string
      command: string
      options: { id: string; text: string }[]
    }
  | { type: 'order'; id: string; prompt: string; code?: string; items: { id: string; text: string }[] }
  | {
      type: 'match'
      id: string
      prompt: string
      code?: string
      lefts: { id: string; text: string }[]
      rights: { id: string; text: string }[]
    }
  | { type: 'fill' | 'open'; id: string; prompt: string; code?: string }

/** The answer to POST /api/quiz. Texts are in the asked language. */
export type QuizGrade = {
  correct: boolean
  /** open answers: points of the rubric ids that the learner ticked; others 0 or 1. */
  points: number
  max: number
  why: string
  /** What was said about the given options or the known wrong command. */
  notes: { id: string; text: string; correct: boolean }[]
  /** The right answer, for showing: option ids, ordered ids, pairs, model command or model text. */
  key: { ids?: string[]; pairs?: Record<string, string>; text?: string }
  /** Only open: what to grade oneself by. */
  rubric?: { id: string; text: string; points: number }[]
  note?: 'hangul-layout'
}
