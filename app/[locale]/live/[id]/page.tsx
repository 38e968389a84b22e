import type { Metadata } from 'next'
import { cookies, headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { BoardScreen } from '#components/live/board-screen.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { redirect } from '#components/ui/navigation.ts'
import { INSTRUCTOR_COOKIE, STAFF_COOKIE, services } from '#server/web/services.ts'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('live'))('title') }
}

export default async function BoardPage({ params }: Props) {
  const { id } = await params
  const locale = await getLocale()
  const jar = await cookies()
  const tokens = { instructor: jar.get(INSTRUCTOR_COOKIE)?.value, staff: jar.get(STAFF_COOKIE)?.value }
  const found = await services().boardOf(tokens, id)
  if (found === null) return redirect({ href: '/live', locale })
  if (!found) notFound()
  if (found.ended !== null) return redirect({ href: `/live/${id}/report`, locale })
  const pages = (await Promise.all(found.lessons.map((slug) => services().lesson(slug)))).filter(
    (page) => page !== undefined,
  )
  const title = new Map(pages.map((page) => [page.slug, page.meta.title[locale]]))
  const head = await headers()
  const scheme = head.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  return (
    <Messages of={['ui', 'live', 'error', 'terminal']}>
      <BoardScreen
        id={id}
        joinUrl={`${scheme}://${head.get('host')}/${locale}/join`}
        lessons={pages.map((page) => ({
          slug: page.slug,
          number: page.meta.id,
          title: page.meta.title[locale],
          steps: page.lab?.steps.map((step) => ({ id: step.id, title: step.title[locale] })) ?? [],
        }))}
        items={services()
          .pollChoices(found.lessons, locale)
          .map((item) => ({ ...item, lesson: title.get(item.slug) ?? item.slug }))}
      />
    </Messages>
  )
}
