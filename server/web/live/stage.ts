// A terminal of who teaches, shown to the whole class: one at a time, only to look at. Which one it is outlives a restart of the web;
// the commands to be copied come again with the next one typed.
import { z } from 'zod'
import type { StageCommand } from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Store } from '../store/store.ts'

/** Commands that students can copy. */
const COMMANDS_KEPT = 5
const COMMAND_LENGTH = 500
/** Nobody is shown for long who has closed board and lab. A reload, and the way from one to the other, take less. */
const AWAY_MS = 60_000

const Stage = z.strictObject({
  tenant: z.string(),
  terminal: z.string(),
  /** The teacher's id. */
  who: z.string(),
  by: z.string().nullable(),
  since: z.number(),
})
export type Stage = z.infer<typeof Stage>

export interface Stages {
  /** null: nothing is shown any more. From the call on, before the store knows. */
  set(classId: string, stage: Stage | null): Promise<void>
  of(classId: string): Stage | undefined
  /** Oldest first. */
  commands(classId: string): StageCommand[]
  onCommands(listener: (classId: string, commands: StageCommand[]) => void): void
  /** Who shows is asked for now and then: whether they still have the board or the lab open. */
  onPresence(here: (classId: string, stage: Stage) => boolean): void
  /** Over by itself: the terminal was closed, or who shows it has left. */
  onOver(listener: (classId: string) => void): void
  stop(): void
}

export async function createStages(parts: { store: Store; link: AgentLink; awayMs?: number }): Promise<Stages> {
  const { store, link, awayMs = AWAY_MS } = parts
  const stages = new Map<string, { stage: Stage; commands: StageCommand[]; seen: number }>()
  const commandListeners = new Set<Parameters<Stages['onCommands']>[0]>()
  const overListeners = new Set<Parameters<Stages['onOver']>[0]>()
  let here: Parameters<Stages['onPresence']>[0] = () => true
  const over = (id: string) => {
    for (const listener of overListeners) listener(id)
  }

  const rows = await store
    .selectFrom('class')
    .select(['id', 'stage'])
    .where('ended', 'is', null)
    .where('stage', 'is not', null)
    .execute()
  for (const { id, stage } of rows)
    stages.set(id, { stage: Stage.parse(JSON.parse(stage!)), commands: [], seen: Date.now() })

  const undo = [
    link.on('command', ({ tenant, command }) => {
      for (const [id, shown] of stages) {
        const { stage, commands } = shown
        if (stage.tenant !== tenant || stage.terminal !== command.terminal || command.line.trim() === '') continue
        const { n, exit = null } = command
        const known = commands.findIndex((one) => one.n === n)
        const next = { n, line: command.line.slice(0, COMMAND_LENGTH), exit }
        shown.commands = known < 0 ? [...commands, next].slice(-COMMANDS_KEPT) : commands.with(known, next)
        for (const listener of commandListeners) listener(id, shown.commands)
      }
    }),
    link.on('terminal.exit', ({ tenant, terminal }) => {
      for (const [id, { stage }] of stages) if (stage.tenant === tenant && stage.terminal === terminal) over(id)
    }),
  ]
  const sweep = setInterval(() => {
    for (const [id, shown] of stages)
      if (here(id, shown.stage)) shown.seen = Date.now()
      else if (Date.now() - shown.seen > awayMs) over(id)
  }, awayMs / 12).unref()

  return {
    async set(classId, stage) {
      if (stage) stages.set(classId, { stage, commands: [], seen: Date.now() })
      else if (!stages.delete(classId)) return
      await store
        .updateTable('class')
        .set({ stage: stage && JSON.stringify(stage) })
        .where('id', '=', classId)
        .execute()
    },
    of: (classId) => stages.get(classId)?.stage,
    commands: (classId) => stages.get(classId)?.commands ?? [],
    onCommands: (listener) => void commandListeners.add(listener),
    onPresence(asked) {
      here = asked
    },
    onOver: (listener) => void overListeners.add(listener),
    stop() {
      clearInterval(sweep)
      for (const off of undo) off()
    },
  }
}
