// Learners' recordings over HTTP: their owner lists, shares, deletes and takes them along; who teaches the class reads what is shared.
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { DrydockError } from '#server/protocol/error.ts'
import type { RecordingList } from '#server/protocol/live-record.ts'
import type { Teacher } from '#server/protocol/live-staff.ts'
import { INSTRUCTOR_COOKIE, readCookie, SESSION_COOKIE, STAFF_COOKIE } from './cookie.ts'
import type { Instructor } from './live/instructor.ts'
import type { Recordings } from './live/recording.ts'
import { INSTRUCTOR, type Staff } from './live/staff.ts'
import type { Users } from './user/user.ts'

export type RecordingApi = ReturnType<typeof createRecordingApi>

export function createRecordingApi(parts: {
  recordings: Recordings
  users: Users
  instructor: Instructor
  staff: Staff
}) {
  const { recordings, users, instructor, staff } = parts
  const owner = async (request: IncomingMessage) => {
    const user = await users.bySession(readCookie(request, SESSION_COOKIE))
    if (!user) throw new DrydockError('not-found')
    return user.id
  }
  const teacherOf = async (request: IncomingMessage, classId: string): Promise<Teacher | undefined> => {
    if (instructor.is(readCookie(request, INSTRUCTOR_COOKIE))) return INSTRUCTOR
    const who = await staff.of(readCookie(request, STAFF_COOKIE))
    return who?.role === 'co-teacher' && who.classId === classId ? who : undefined
  }

  return {
    async list(request: IncomingMessage): Promise<RecordingList> {
      const user = await users.bySession(readCookie(request, SESSION_COOKIE))
      return { recordings: user ? await recordings.list(user.id) : [], days: recordings.days }
    },
    async share(request: IncomingMessage, id: string, on: boolean) {
      await recordings.share(await owner(request), id, on)
      return {}
    },
    async remove(request: IncomingMessage, id: string) {
      await recordings.remove(await owner(request), id)
      return {}
    },
    /** /api/recording/<id>.cast. Somebody else's is not found, whether there is one or not. */
    async file(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      const id = /^\/api\/recording\/([a-z2-7]{16})\.cast$/.exec(path)?.[1]
      if (!id || request.method !== 'GET') return false
      const found = await recordings.find(id)
      const user = await users.bySession(readCookie(request, SESSION_COOKIE))
      if (user?.id !== found.user) {
        const teacher = found.shared ? await teacherOf(request, found.classId) : undefined
        if (!teacher) throw new DrydockError('not-found')
        await recordings.played(id, teacher.name)
      }
      response.writeHead(200, {
        'content-type': 'application/x-asciicast; charset=utf-8',
        'content-disposition': `attachment; filename="drydock-${id}.cast"`,
        'cache-control': 'no-store',
      })
      await pipeline(createReadStream(found.path), response)
      return true
    },
  }
}
