'use client'

// Somebody else's terminal, looked at: their size, no keys but with their leave, drawn as large as the place allows.
import '@xterm/xterm/css/xterm.css'
import { useEffect, useEffectEvent, useRef } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import { FONT_FAMILY, terminalFonts } from './font.ts'
import { themes } from './theme.ts'

export interface OnlookerScreen {
  replay(bytes: number): void
  write(bytes: Uint8Array, drawn: () => void): void
}

type Props = {
  label: string
  cols: number
  rows: number
  fontSize?: number
  /** Share of the window's height that it may take. */
  tallest?: number
  onScreen: (screen: OnlookerScreen | undefined) => void
  /** Its owner lets keys be typed: they go here. It takes the focus then. */
  onType?: ((bytes: Uint8Array) => void) | undefined
}

const FONT_SIZE = 13

export function OnlookerTerminal({
  label,
  cols,
  rows,
  fontSize = FONT_SIZE,
  tallest = Infinity,
  onScreen,
  onType,
}: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const element = useRef<HTMLDivElement>(null)
  const terminal = useRef<import('@xterm/xterm').Terminal | undefined>(undefined)
  const tell = useEffectEvent(onScreen)
  const types = onType !== undefined
  const type = useEffectEvent((text: string) => onType?.(new TextEncoder().encode(text)))
  const isTyping = useEffectEvent(() => types)
  const size = useEffectEvent(() => ({ cols, rows, fontSize }))

  const scale = () => {
    const inner = element.current?.querySelector<HTMLElement>('.xterm-screen')
    if (!inner || !frame.current || !element.current) return
    const factor = Math.min(
      1,
      frame.current.clientWidth / Math.max(1, inner.offsetWidth),
      (window.innerHeight * tallest) / Math.max(1, inner.offsetHeight),
    )
    element.current.style.transform = `scale(${factor})`
    frame.current.style.height = `${Math.ceil(inner.offsetHeight * factor)}px`
  }
  const rescale = useEffectEvent(scale)

  const open = useEffectEvent((on: boolean) => {
    const made = terminal.current
    if (!made) return
    made.options.disableStdin = !on
    // Where nothing is typed, nothing takes the focus either.
    if (made.textarea) made.textarea.disabled = !on
    if (on) made.focus()
  })

  useEffect(() => {
    let over = false
    void Promise.all([import('@xterm/xterm'), terminalFonts(size().fontSize)]).then(([xterm]) => {
      if (over || !element.current) return
      const made = new xterm.Terminal({
        ...size(),
        disableStdin: true,
        fontFamily: FONT_FAMILY,
        lineHeight: 1.2,
        theme: themes.dark,
        minimumContrastRatio: 4.5,
        scrollback: 200,
        cursorInactiveStyle: 'outline',
      })
      made.open(element.current)
      made.onData(type)
      terminal.current = made
      open(isTyping())
      rescale()
      tell({
        // The snapshot that follows is a whole screen.
        replay: () => made.reset(),
        write: (bytes, drawn) => made.write(bytes, drawn),
      })
    })
    const observer = new ResizeObserver(() => rescale())
    if (frame.current) observer.observe(frame.current)
    return () => {
      over = true
      observer.disconnect()
      tell(undefined)
      terminal.current?.dispose()
      terminal.current = undefined
    }
  }, [])

  useEffect(() => {
    terminal.current?.resize(cols, rows)
    rescale()
  }, [cols, rows])

  useEffect(() => open(types), [types])

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name
    <div
      ref={frame}
      role={types ? 'group' : 'img'}
      aria-label={label}
      className={classNames('overflow-hidden rounded-md bg-[#0e1217]', types && 'outline-3 outline-warn')}
    >
      <div ref={element} className="w-max origin-top-left" />
    </div>
  )
}
