import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { hasLocale } from 'next-intl'
import { setRequestLocale } from 'next-intl/server'
import { LabScreen } from '#components/lab/lab-screen.tsx'
import { publicLab } from '#components/lab/public-lab.ts'
import { Messages } from '#components/ui/messages.tsx'
import { routing } from '#components/ui/routing.ts'
import { SESSION_COOKIE, services } from '#server/web/services.ts'

type Props = { params: Promise<{ locale: string; slug: string }> }

async function load({ params }: Props) {
  const { locale, slug } = await params
  if (!hasLocale(routing.locales, locale)) notFound()
  const lesson = await services().lesson(slug)
  if (!lesson?.lab) notFound()
  const { lab, meta, quizItems } = lesson
  return { locale, lab: publicLab({ slug, title: meta.title, lab, hasQuiz: quizItems.length > 0 }, locale) }
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { lab } = await load(props)
  return { title: lab.title }
}

export default async function Page(props: Props) {
  const { locale, lab } = await load(props)
  setRequestLocale(locale)
  const user = await services().user((await cookies()).get(SESSION_COOKIE)?.value)
  return (
    <Messages of={['lab', 'terminal', 'ui', 'error', 'host']}>
      <LabScreen lab={lab} locale={locale} known={user?.progress.lessons[lab.slug]?.stepsPassed ?? []} />
    </Messages>
  )
}
