'use client'

// For who writes content (DRYDOCK_WATCH=on): the page follows what is written, and mistakes are told over it.
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { useRouter } from '../ui/navigation.ts'

const ASK_MS = 1_000

export function ContentWatch() {
  const t = useTranslations('ui.writing')
  const router = useRouter()
  const [mistakes, setMistakes] = useState<string[]>([])
  useEffect(() => {
    let known: number | undefined
    const ask = async () => {
      const response = await fetch('/api/content').catch(() => undefined)
      if (!response?.ok) return
      const now = (await response.json()) as { revision: number; mistakes: string[] }
      setMistakes((before) => (before.join() === now.mistakes.join() ? before : now.mistakes))
      if (known !== undefined && now.revision !== known && now.mistakes.length === 0) router.refresh()
      known = now.revision
    }
    void ask()
    const timer = setInterval(ask, ASK_MS)
    return () => clearInterval(timer)
  }, [router])
  if (mistakes.length === 0) return null
  return (
    <section
      aria-label={t('title')}
      className="fixed inset-x-3 bottom-3 z-50 max-h-[40vh] overflow-auto rounded-lg border border-bad bg-bad-soft p-4 text-sm"
    >
      <p className="font-semibold text-bad">{t('title')}</p>
      <p className="text-ink-soft">{t('text')}</p>
      <pre className="mt-2 font-mono text-xs whitespace-pre-wrap">{mistakes.join('\n')}</pre>
    </section>
  )
}
