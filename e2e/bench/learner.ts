// Learners as the benches meet them: from the click to a prompt, and the containers that their shells run in.
import type { App } from '../support/app.ts'
import { joinStudent, type Student } from '../support/student.ts'
import type { Typist } from './echo.ts'
import { now, within } from './measure.ts'
import { listContainers } from './raw.ts'

export const SLUG = 'first-containers'
export const PROMPT_MS = 60_000

export interface LabShell extends Typist {
  id: string
}

/** From the click (lab:open) to the first prompt on the screen, ms. `cookie`: of a learner who is known. */
export async function clickToPrompt(
  app: App,
  cookie?: string,
): Promise<{ ms: number; student: Student; typist: LabShell }> {
  const student = await joinStudent(app.url, cookie)
  const start = now()
  const typist = await within(PROMPT_MS, 'the prompt', openLab(student))
  return { ms: now() - start, student, typist }
}

/** Resolves when the first prompt is on the screen. */
export async function openLab(student: Student): Promise<LabShell> {
  await student.open(SLUG)
  return newTerminal(student)
}

/** One more in a lab that is open; resolves when its prompt is on the screen. */
export async function newTerminal(student: Student): Promise<LabShell> {
  const typist: LabShell = { id: '', type: () => {} }
  let text = ''
  const prompt = new Promise<void>((resolve) => {
    typist.onBytes = (bytes) => {
      text += new TextDecoder().decode(bytes)
      if (/\$ /.test(text)) resolve()
    }
  })
  const { id, type } = await student.terminal((bytes) => typist.onBytes?.(bytes))
  Object.assign(typist, { id, type })
  await prompt
  // What comes later is not looked through again and again.
  typist.onBytes = undefined
  return typist
}

/** Ids of the workspaces that run on the engine. */
export const workspacesOf = async (socket: string): Promise<string[]> =>
  (await listContainers(socket)).filter((one) => one.Labels['drydock.workspace']).map(({ Id }) => Id)
