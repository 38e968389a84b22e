// What a schema cannot say about labs and quizzes: ids that must be unique or known, regular expressions that must
// compile, questions that must have one right answer, known answers that must be accepted.
import type { Check, Lab, LabFiles, Matcher, Quiz, QuizItem, Step } from '#server/protocol/content.ts'
import type { Known } from './load.ts'
import type { Mistake } from './source.ts'

type Path = readonly PropertyKey[]
type At = (path: Path, message: string) => Mistake

/** A line of `solve` or `wrong` that answers a question instead of running in the shell. */
export function parseAnswer(line: string): { check: string; value: string } | undefined {
  const found = /^answer\s+(\S+)\s+(.+)$/.exec(line)
  return found ? { check: found[1]!, value: found[2]!.trim() } : undefined
}

/** How a typed command line is compared: one blank between words. */
export const normaliseCommand = (line: string) => line.trim().replace(/\s+/g, ' ')

export function labMistakes(lab: Lab, at: At, known: Known): Mistake[] {
  const out = duplicates(lab.steps, ['steps'], at)
  for (const [i, image] of lab.images.entries())
    if (known.images && !known.images.has(image.replace(/:.*$/, '')))
      out.push(at(['images', i], `${image} is not in the catalog (${[...known.images].sort().join(', ')})`))
  out.push(...filesMistakes(lab.files, ['files'], at, known))
  for (const [i, step] of lab.steps.entries()) out.push(...stepMistakes(step, ['steps', i], at, known))
  return out
}

const filesMistakes = (list: LabFiles[], path: Path, at: At, { isFolder }: Known) =>
  list.flatMap(({ from }, i) =>
    isFolder && !isFolder(from) ? [at([...path, i, 'from'], `no folder content/${from}`)] : [],
  )

function stepMistakes(step: Step, path: Path, at: At, known: Known): Mistake[] {
  const out = [...duplicates(step.check, [...path, 'check'], at), ...duplicates(step.fails, [...path, 'fails'], at)]
  for (const [i, item] of step.check.entries())
    out.push(...checkMistakes(item.check, [...path, 'check', i, 'check'], at, 'top'))
  for (const [i, fail] of step.fails.entries())
    out.push(...checkMistakes(fail.when, [...path, 'fails', i, 'when'], at, 'fail'))
  out.push(...filesMistakes(step.files, [...path, 'files'], at, known))
  const routes: [Path, string[], 'solve' | 'wrong'][] = [
    ...step.solve.map((lines, i): [Path, string[], 'solve'] => [[...path, 'solve', i], lines, 'solve']),
    ...step.wrong.map((w, i): [Path, string[], 'wrong'] => [[...path, 'wrong', i, 'run'], w.run, 'wrong']),
  ]
  for (const [where, lines, kind] of routes)
    for (const [i, line] of lines.entries()) out.push(...answerMistakes(step, line, [...where, i], at, kind))
  for (const [i, wrong] of step.wrong.entries()) {
    const where = [...path, 'wrong', i]
    if (wrong.fail && !step.fails.some((f) => f.id === wrong.fail))
      out.push(at([...where, 'fail'], `no fail with the id ${wrong.fail} in this step`))
    if (wrong.coach && known.signatures && !known.signatures.has(wrong.coach))
      out.push(at([...where, 'coach'], `no coach signature ${wrong.coach}`))
    if (!wrong.coach && !wrong.fail && !wrong.run.some(parseAnswer))
      out.push(at(where, 'nothing explains this wrong path: name a coach signature or a fail'))
  }
  return out
}

function answerMistakes(step: Step, line: string, path: Path, at: At, kind: 'solve' | 'wrong'): Mistake[] {
  if (!/^answer(\s|$)/.test(line)) return []
  const answer = parseAnswer(line)
  if (!answer) return [at(path, 'write it as: answer <check id> <value>')]
  const check = step.check.find((c) => c.id === answer.check)?.check
  if (check?.type !== 'answer') return [at(path, `no question with the check id ${answer.check} in this step`)]
  if (!check.options) return []
  const option = check.options.find((o) => o.id === answer.value)
  if (!option) return [at(path, `no option ${answer.value} in ${answer.check}`)]
  return kind === 'solve' && !option.correct ? [at(path, `option ${answer.value} is not the right one`)] : []
}

function checkMistakes(check: Check, path: Path, at: At, place: 'top' | 'inner' | 'fail'): Mistake[] {
  const regex = (value: string, ...rest: PropertyKey[]) => regexMistakes(value, [...path, ...rest], at)
  const matcher = (value: Matcher | undefined, ...rest: PropertyKey[]) =>
    typeof value === 'object' && value.match !== undefined ? regex(value.match, ...rest, 'match') : []
  const where = (record: Record<string, Matcher> | undefined) =>
    Object.entries(record ?? {}).flatMap(([key, value]) => matcher(value, 'where', key))
  switch (check.type) {
    case 'all':
    case 'any':
      return check.of.flatMap((c, i) => checkMistakes(c, [...path, 'of', i], at, place === 'fail' ? 'fail' : 'inner'))
    case 'not':
      return checkMistakes(check.of, [...path, 'of'], at, place === 'fail' ? 'fail' : 'inner')
    case 'container':
    case 'image':
    case 'volume':
    case 'network':
    case 'event':
      return where(check.where)
    case 'registry':
      return []
    case 'http':
      return matcher(check.body, 'body')
    case 'exec':
      return matcher(check.stdout, 'stdout')
    case 'file':
      return matcher(check.match, 'match')
    case 'logs':
    case 'command':
      return regex(check.match, 'match')
    case 'dockerfile':
      return [
        ...(check.has.length + check.lacks.length === 0 ? [at(path, 'say what it has or lacks')] : []),
        ...check.has.flatMap((line, i) => matcher(line.args, 'has', i, 'args')),
        ...check.lacks.flatMap((line, i) => matcher(line.args, 'lacks', i, 'args')),
      ]
    case 'buildlog':
      return check.layers.flatMap((layer, i) => regex(layer.run, 'layers', i, 'run'))
    case 'answer': {
      if (place !== 'top') return [at(path, 'a question must stand by itself in `check`, so that it can be answered')]
      const ways = [check.options, check.match, check.inspect, check.engine].filter((way) => way !== undefined).length
      if (ways !== 1) return [at(path, 'give exactly one of options, match, inspect, engine')]
      if (!check.options) return matcher(check.match, 'match')
      return [
        ...duplicates(check.options, [...path, 'options'], at),
        ...oneCorrect(check.options, [...path, 'options'], at),
      ]
    }
  }
}

export function quizMistakes(quiz: Quiz, at: At, objectives: number): Mistake[] {
  const out = duplicates(quiz.items, ['items'], at)
  for (const [i, item] of quiz.items.entries()) {
    const path = ['items', i]
    if (item.objective !== undefined && (item.objective < 0 || item.objective >= objectives))
      out.push(at([...path, 'objective'], `the lesson has ${objectives} objectives, counted from 0`))
    out.push(...itemMistakes(item, path, at))
  }
  return out
}

function itemMistakes(item: QuizItem, path: Path, at: At): Mistake[] {
  switch (item.type) {
    case 'single':
    case 'predict':
      return [
        ...duplicates(item.options, [...path, 'options'], at),
        ...oneCorrect(item.options, [...path, 'options'], at),
      ]
    case 'multiple':
      return [
        ...duplicates(item.options, [...path, 'options'], at),
        ...(item.options.some((o) => o.correct) ? [] : [at([...path, 'options'], 'no option is correct')]),
      ]
    case 'order':
      return duplicates(item.items, [...path, 'items'], at)
    case 'match':
      return duplicates(item.pairs, [...path, 'pairs'], at)
    case 'open':
      return duplicates(item.rubric, [...path, 'rubric'], at)
    case 'fill': {
      const out = item.accept.flatMap((a, i) => regexMistakes(a, [...path, 'accept', i], at))
      out.push(...item.wrong.flatMap((w, i) => regexMistakes(w.match, [...path, 'wrong', i, 'match'], at)))
      if (out.length > 0) return out
      const answer = normaliseCommand(item.answer)
      if (!item.accept.some((a) => new RegExp(`^(?:${a})$`, 'u').test(answer)))
        out.push(at([...path, 'answer'], 'the model answer is not accepted'))
      return out
    }
  }
}

function oneCorrect(options: { correct: boolean }[], path: Path, at: At): Mistake[] {
  const count = options.filter((o) => o.correct).length
  return count === 1 ? [] : [at(path, `exactly one option must be correct, not ${count}`)]
}

function duplicates(list: { id: string }[], path: Path, at: At): Mistake[] {
  return list.flatMap((entry, i) =>
    list.findIndex((other) => other.id === entry.id) < i ? [at([...path, i, 'id'], `duplicate id ${entry.id}`)] : [],
  )
}

function regexMistakes(value: string, path: Path, at: At): Mistake[] {
  try {
    new RegExp(value, 'u')
    return []
  } catch (error) {
    return [at(path, error instanceof Error ? error.message : String(error))]
  }
}
