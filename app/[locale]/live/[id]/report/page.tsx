import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { Report } from '#components/live/report.tsx'
import { redirect } from '#components/ui/navigation.ts'
import { INSTRUCTOR_COOKIE, services } from '#server/web/services.ts'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('live.report'))('title') }
}

export default async function ReportPage({ params }: Props) {
  const { id } = await params
  const report = await services().report((await cookies()).get(INSTRUCTOR_COOKIE)?.value, id)
  if (report === null) return redirect({ href: '/live', locale: await getLocale() })
  if (!report) notFound()
  return <Report report={report} />
}
