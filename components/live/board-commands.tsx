'use client'

import type { Board } from '#server/protocol/live.ts'
import { useCommands, useEntries } from '../command/use-commands.ts'
import type { PollItem } from './ask-panel.tsx'
import type { BoardLesson } from './board-screen.tsx'
import type { BoardSession } from './live-session.ts'

type Props = {
  board: Board
  lessons: BoardLesson[]
  items: PollItem[]
  session: BoardSession
  onPanel: (panel: 'need' | 'ask' | 'wall' | 'exercise') => void
}

/** What the palette and the shortcuts can do on the board, for who teaches. */
export function BoardCommands({ board, lessons, items, session, onPanel }: Props) {
  const { info } = board
  const steer = (change: Parameters<typeof session.call<'board:steer'>>[1]) => void session.call('board:steer', change)
  useCommands({
    boardNeed: () => onPanel('need'),
    boardAsk: () => onPanel('ask'),
    boardWall: () => onPanel('wall'),
    boardExercise: () => onPanel('exercise'),
    boardCall: info.mode === 'lead' ? () => void session.call('board:call', {}) : undefined,
    boardFreeze: () => steer({ freeze: !info.freeze }),
    boardGate: info.mode === 'gate' && board.gate ? () => void session.call('board:gate', {}) : undefined,
  })
  useEntries(() => [
    ...lessons.flatMap((lesson) =>
      lesson.steps.map((step, at) => ({
        key: `send:${lesson.slug}:${step.id}`,
        group: 'send' as const,
        title: `${at + 1}. ${step.title}`,
        detail: lesson.title,
        words: `${lesson.slug} ${step.id}`,
        // The steps of where the class is are at hand; the others are found.
        quiet: lesson.slug !== info.place?.slug,
        run: () => steer({ place: { slug: lesson.slug, step: step.id } }),
      })),
    ),
    ...(board.poll
      ? []
      : items.map((item) => ({
          key: `ask:${item.slug}:${item.id}`,
          group: 'ask' as const,
          title: item.prompt.replace(/[`*]/g, ''),
          detail: item.lesson,
          words: `${item.slug} ${item.id}`,
          quiet: true,
          run: () => {
            onPanel('ask')
            void session.call('poll:open', { slug: item.slug, item: item.id })
          },
        }))),
  ])
  return null
}
