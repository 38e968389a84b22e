import { cookies } from 'next/headers'
import { cache } from 'react'
import { SESSION_COOKIE, services } from '#server/web/services.ts'

/** Who is asking, once per request. null: nobody has done anything in this browser yet. */
export const visitor = cache(async () => services().user((await cookies()).get(SESSION_COOKIE)?.value))
