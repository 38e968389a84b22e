import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { services } from '#server/web/services.ts'

type Props = { children: ReactNode; params: Promise<{ slug: string }> }

/** Outside of the loading boundary: once a page has begun to stream, it can no longer be a 404. */
export default async function LessonLayout({ children, params }: Props) {
  if (!(await services().lesson((await params).slug))) notFound()
  return children
}
