import { Container, Info } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { AccountCard } from '#components/registry/account-card.tsx'
import { OwnList } from '#components/registry/own-list.tsx'
import { PushGuide } from '#components/registry/push-guide.tsx'
import { SharedList } from '#components/registry/shared-list.tsx'
import { buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Link } from '#components/ui/navigation.ts'
import { Refresher } from '#components/ui/refresher.tsx'
import { size } from '#components/ui/size.ts'
import type { RegistryView } from '#server/protocol/registry.ts'
import { SESSION_COOKIE, services } from '#server/web/services.ts'

/** What is pushed in the lab's tab appears here by itself. */
const REFRESH_MS = 4_000

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('registry'))('title') }
}

export default async function RegistryPage() {
  const t = await getTranslations('registry')
  const page = await services().repositories((await cookies()).get(SESSION_COOKIE)?.value)
  return (
    <div className="mx-auto max-w-4xl px-4 py-8 sm:px-6 sm:py-12">
      <h1 className="text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
      <p className="mt-2 text-ink-soft">{t('lead')}</p>
      <Messages of={['ui', 'registry', 'error']}>
        {page.state === 'none' ? (
          <EmptyState
            icon={<Container aria-hidden="true" />}
            title={t('none.title')}
            action={
              <Link href="/" className={buttonClass('primary')}>
                {t('none.action')}
              </Link>
            }
            className="mt-8 rounded-xl border border-line bg-surface"
          >
            {t('none.text')}
          </EmptyState>
        ) : null}
        {page.state === 'error' ? <ErrorNote id={page.error} className="mt-8" /> : null}
        {page.state === 'ok' ? <Everything view={page.view} /> : null}
        <Refresher everyMs={REFRESH_MS} />
      </Messages>
    </div>
  )
}

async function Everything({ view }: { view: RegistryView }) {
  const t = await getTranslations('registry')
  return (
    <>
      {view.state === 'ok' ? null : (
        <Callout tone="warn" role="status" icon={<Info aria-hidden="true" />} className="mt-6">
          {t(`state.${view.state}`)}
        </Callout>
      )}
      <Section id="account" title={t('account.title')}>
        <AccountCard {...view.account} />
        <h3 className="mt-6 font-semibold">{t('how.title')}</h3>
        <PushGuide account={view.account.name} />
      </Section>
      <Section
        id="own"
        title={t('own.title')}
        aside={view.own.length > 0 ? t('own.used', { used: size(view.used), limit: size(view.limit) }) : undefined}
      >
        <OwnList repositories={view.own} now={Date.now()} />
      </Section>
      <Section id="shared" title={t('shared.title')}>
        <SharedList repositories={view.shared} />
      </Section>
    </>
  )
}

function Section({ id, title, aside, children }: { id: string; title: string; aside?: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="mt-10">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {aside ? <p className="text-[0.8125rem] text-ink-faint tabular-nums">{aside}</p> : null}
      </div>
      {children}
    </section>
  )
}
