// What the parts of the live class's door share: the socket's type, and what it remembers of who is behind it.
import type { Namespace, Socket } from 'socket.io'
import type { Locale } from '#server/protocol/content.ts'
import type { LiveClientEvents, LiveServerEvents, livePayload } from '#server/protocol/live.ts'
import type { Teacher } from '#server/protocol/live-staff.ts'
import type { Room } from '../live/room.ts'
import type { User } from '../user/user.ts'
import type { createHandle } from './handle.ts'

export type LiveIo = Namespace<LiveClientEvents, LiveServerEvents>
export type LiveSocket = Socket<LiveClientEvents, LiveServerEvents>
export type LiveHandle = ReturnType<typeof createHandle<typeof livePayload>>

export interface LiveData {
  user: User
  locale: Locale
  /** Absent: a student. `classId`: the only one that a link is good for. */
  me?: Teacher & { classId?: string }
}

/** One browser of who teaches: what it hears is answered by role, and is about the class whose board it has open. */
export interface Desk {
  socket: LiveSocket
  user: User
  locale: Locale
  me: NonNullable<LiveData['me']>
  handle: LiveHandle
  /** @throws DrydockError class-unknown */
  open(): { id: string; room: Room }
}
