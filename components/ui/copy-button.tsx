'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { classNames } from './class-name.ts'

const SHOWN_MS = 1_600

type Props = { text: string; label: string; done: string; className?: string }

export function CopyButton({ text, label, done, className }: Props) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      aria-label={copied ? done : label}
      title={label}
      onClick={() => copyText(text).then(setCopied)}
      className={classNames(
        'inline-flex size-7 items-center justify-center rounded-md transition-colors pointer-coarse:size-10 [&_svg]:size-3.5',
        className,
      )}
    >
      <Icon aria-hidden="true" />
    </button>
  )
}

/** The clipboard API needs https or localhost; a class server on plain http has neither, so the old way stays as a second. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.style.position = 'fixed'
    field.style.opacity = '0'
    document.body.append(field)
    field.select()
    const ok = document.execCommand('copy')
    field.remove()
    return ok
  }
}
