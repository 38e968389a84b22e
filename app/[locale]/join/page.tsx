import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { JoinForm } from '#components/live/join-form.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { SESSION_COOKIE, services } from '#server/web/services.ts'

type Props = { searchParams: Promise<{ code?: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('live.join'))('title') }
}

export default async function JoinPage({ searchParams }: Props) {
  const t = await getTranslations('live.join')
  const { code } = await searchParams
  const member = await services().inClass((await cookies()).get(SESSION_COOKIE)?.value)
  return (
    <div className="mx-auto max-w-xl px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
      <p className="mt-2 text-ink-soft">{t('lead')}</p>
      <Messages of={['ui', 'live', 'error']}>
        <JoinForm code={typeof code === 'string' ? code.slice(0, 10) : undefined} name={member?.name} />
      </Messages>
    </div>
  )
}
