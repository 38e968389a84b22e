// Reads all content of a directory against the schemas of server/protocol/content.ts. Used by web, agent and the check.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Locale } from '#server/protocol/content.ts'
import {
  Course,
  type Fault,
  Faults,
  Glossary,
  Lab,
  LessonMeta,
  locales,
  Measured,
  Quiz,
} from '#server/protocol/content.ts'
import { labMistakes, quizMistakes } from './rule.ts'
import { formatMistake, type Mistake, readSource, type Source } from './source.ts'

export interface Lesson {
  slug: string
  dir: string
  meta: LessonMeta
  lab?: Lab
  quiz?: Quiz
  /** Source text. */
  mdx: Record<Locale, string>
  /** Absolute or relative as `dir` was; only when the lab brings files for the learner's home. */
  filesDir?: string
}

export interface Content {
  course: Course
  /** In teaching order. */
  lessons: Map<string, Lesson>
  /** By the `name` of <Term>. */
  glossary: Glossary
  /** By id: what an instructor may break for an exercise. */
  faults: Map<string, Fault>
  /** A virtual machine and a container, as they were measured; lessons quote it. */
  measured?: Measured
}

/** Names that content may refer to; what isn't given isn't checked. */
export interface Known {
  signatures?: ReadonlySet<string>
  images?: ReadonlySet<string>
  /** Whether there is such a folder under content/. */
  isFolder?: (path: string) => boolean
}

export class ContentError extends Error {
  constructor(readonly mistakes: Mistake[]) {
    super(mistakes.map(formatMistake).join('\n'))
    this.name = 'ContentError'
  }
}

/** Throws ContentError with every mistake found. */
export function loadContent(options: { dir: string }): Content {
  const { content, mistakes } = readContent(options)
  if (!content || mistakes.length > 0) throw new ContentError(mistakes)
  return content
}

/** Like loadContent, but hands back the mistakes beside whatever could be read. */
export function readContent(options: { dir: string; known?: Known }): { content?: Content; mistakes: Mistake[] } {
  const mistakes: Mistake[] = []
  const course = readFile(join(options.dir, 'course.yaml'), Course, mistakes)
  if (!course?.value) return { mistakes }
  const listed = course.value.lessons
  const glossary = readFile(join(options.dir, 'glossary.yaml'), Glossary, mistakes, 'optional')
  const faults = readFile(join(options.dir, 'fault.yaml'), Faults, mistakes, 'optional')
  const measured = readFile(join(options.dir, 'measured.json'), Measured, mistakes, 'optional')
  const lessons = new Map<string, Lesson>()
  const ids = new Map<string, string>()
  for (const [index, slug] of listed.entries()) {
    if (listed.indexOf(slug) !== index) {
      mistakes.push(course.mistake(['lessons', index], `duplicate lesson ${slug}`))
      continue
    }
    const dir = join(options.dir, 'lesson', slug)
    if (!isDirectory(dir)) {
      mistakes.push(course.mistake(['lessons', index], `no folder lesson/${slug}`))
      continue
    }
    const isFolder = (path: string) => isDirectory(join(options.dir, path))
    const lesson = readLesson(slug, dir, { isFolder, ...options.known }, mistakes)
    if (!lesson) continue
    const twin = ids.get(lesson.meta.id)
    if (twin)
      mistakes.push({
        file: join(dir, 'lesson.yaml'),
        line: 1,
        path: 'id',
        message: `${lesson.meta.id} is also ${twin}`,
      })
    ids.set(lesson.meta.id, slug)
    lessons.set(slug, lesson)
  }
  const lessonRoot = join(options.dir, 'lesson')
  for (const name of isDirectory(lessonRoot) ? readdirSync(lessonRoot) : [])
    if (!listed.includes(name)) mistakes.push(course.mistake(['lessons'], `folder lesson/${name} is not listed`))
  const content: Content = {
    course: course.value,
    lessons,
    glossary: glossary?.value ?? {},
    faults: new Map(faults?.value?.faults.map((fault) => [fault.id, fault])),
  }
  if (measured?.value) content.measured = measured.value
  return { content, mistakes }
}

function readLesson(slug: string, dir: string, known: Known, mistakes: Mistake[]): Lesson | undefined {
  const meta = readFile(join(dir, 'lesson.yaml'), LessonMeta, mistakes)
  const lab = readFile(join(dir, 'lab.yaml'), Lab, mistakes, 'optional')
  const quiz = readFile(join(dir, 'quiz.yaml'), Quiz, mistakes, 'optional')
  if (lab?.value) mistakes.push(...labMistakes(lab.value, lab.mistake, known))
  if (quiz?.value) mistakes.push(...quizMistakes(quiz.value, quiz.mistake, meta?.value?.objectives.length ?? 0))
  const mdx = {} as Record<Locale, string>
  for (const locale of locales) {
    const file = join(dir, `${locale}.mdx`)
    if (existsSync(file)) mdx[locale] = readFileSync(file, 'utf8')
    else mistakes.push({ file, line: 1, path: '', message: 'missing: every lesson is written in ko and in en' })
  }
  if (!meta?.value || mdx.ko === undefined || mdx.en === undefined) return undefined
  const lesson: Lesson = { slug, dir, meta: meta.value, mdx }
  if (lab?.value) lesson.lab = lab.value
  if (quiz?.value) lesson.quiz = quiz.value
  const filesDir = join(dir, 'files')
  if (isDirectory(filesDir)) lesson.filesDir = filesDir
  return lesson
}

function readFile<S extends z.ZodType>(
  file: string,
  schema: S,
  mistakes: Mistake[],
  presence: 'required' | 'optional' = 'required',
): Source<z.output<S>> | undefined {
  if (!existsSync(file)) {
    if (presence === 'required') mistakes.push({ file, line: 1, path: '', message: 'missing' })
    return undefined
  }
  const source = readSource(file, schema)
  mistakes.push(...source.mistakes)
  return source
}

const isDirectory = (path: string) => existsSync(path) && statSync(path).isDirectory()
