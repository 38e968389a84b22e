'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { useCommands } from '../command/use-commands.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { THEME_COOKIE, type Theme, themes } from './theme.ts'

const YEAR_S = 60 * 60 * 24 * 365
const icons = { system: Monitor, light: Sun, dark: Moon }

const apply = (theme: Theme) => {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is not in every browser that we support
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`
}

type Props = { initial: Theme; labels: Record<Theme, string> }

/** One button, three states: as the system, light, dark. */
export function ThemeToggle({ initial, labels }: Props) {
  const [theme, setTheme] = useState(initial)
  const Icon = icons[theme]
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  const change = () => {
    apply(next)
    setTheme(next)
  }
  useCommands({ theme: change })
  return (
    <IconButton label={labels[theme]} onClick={change}>
      <Icon aria-hidden="true" />
    </IconButton>
  )
}
