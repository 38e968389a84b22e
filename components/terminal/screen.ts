// One xterm with everything that Drydock's terminals need, made when the element is visible. No React, no sockets: bytes in
// through `write`, bytes out through the callbacks.
import type { Terminal } from '@xterm/xterm'
import { createAckBatch } from './ack-batch.ts'
import { copyText, preparePaste } from './clipboard.ts'
import { FONT_FAMILY, terminalFonts } from './font.ts'
import { keyAction } from './key.ts'
import { mirrorTerminal } from './mirror.ts'
import { createReplay, isTerminalAnswer } from './replay.ts'
import { searchMarks, type ThemeName, themes } from './theme.ts'
import { controlled, type TouchKey, touchKeyData } from './touch-key.ts'

const SCROLLBACK_LINES = 5_000
/** xterm pauses its screen-reader tree with every scrolled line; less scrollback, fewer pauses. */
const SCROLLBACK_LINES_SPOKEN = 1_000
const FIT_DEBOUNCE_MS = 60
const MIN_COLS = 2
const MAX_COLS = 500
const MIN_ROWS = 1
const MAX_ROWS = 300

export type Size = { cols: number; rows: number }
export type ScreenSettings = { fontSize: number; theme: ThemeName; screenReader: boolean }
export type ScreenWords = { promptLabel: string; tooMuchOutput: string }

export type ScreenOptions = {
  id: string
  element: HTMLElement
  settings: ScreenSettings
  words: ScreenWords
  onInput: (bytes: Uint8Array) => void
  /** So many bytes more are on the screen. */
  onDrawn: (bytes: number) => void
  onResize: (size: Size) => void
  onSearch: () => void
  /** Several lines that the shell would run one by one: call `go` to do it. */
  onAskPaste: (paste: { text: string; lines: number; go: () => void }) => void
  onCopied: (ok: boolean) => void
  /** A key was pressed while nothing can be typed. */
  onBlockedKey: () => void
  /** The armed control key was used up by a letter. */
  onControlUsed: () => void
  onSearchResult: (result: { index: number; count: number }) => void
}

export type Screen = {
  readonly size: Size
  replay(bytes: number): void
  write(frame: Uint8Array): void
  focus(): void
  /** A key of the key bar. */
  press(key: TouchKey): void
  paste(text: string): void
  copy(): void
  readonly selection: string
  selectAll(): void
  clear(): void
  find(text: string, direction: 'next' | 'previous', caseSensitive: boolean): void
  endFind(): void
  /** While blocked nothing can be typed and `onBlockedKey` is told instead. */
  block(blocked: boolean): void
  /** The next letter typed is a control character (key bar of phones). */
  armControl(armed: boolean): void
  apply(settings: ScreenSettings): void
  fit(): void
  dispose(): void
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

export async function createScreen(options: ScreenOptions, signal: AbortSignal): Promise<Screen | undefined> {
  const [xterm, fitAddon, searchAddon, linksAddon, unicodeAddon] = await Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
    import('@xterm/addon-search'),
    import('@xterm/addon-web-links'),
    import('@xterm/addon-unicode11'),
    terminalFonts(options.settings.fontSize),
  ])
  if (signal.aborted) return undefined

  const { element } = options
  let { settings } = options
  xterm.Terminal.strings.promptLabel = options.words.promptLabel
  xterm.Terminal.strings.tooMuchOutput = options.words.tooMuchOutput
  const terminal = new xterm.Terminal({
    allowProposedApi: true, // unicode versions and search marks
    fontFamily: FONT_FAMILY,
    lineHeight: 1.2,
    cursorBlink: true,
    cursorInactiveStyle: 'outline',
    macOptionIsMeta: true,
    rightClickSelectsWord: false,
    linkHandler: { activate: (_event, uri) => openLink(uri) },
    ...optionsOf(settings),
  })
  const undo: (() => void)[] = []

  const fit = new fitAddon.FitAddon()
  const search = new searchAddon.SearchAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.loadAddon(new linksAddon.WebLinksAddon((_event, uri) => openLink(uri)))
  terminal.loadAddon(new unicodeAddon.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  terminal.open(element)
  undo.push(mirrorTerminal(options.id, terminal))
  await drawWithGpu(terminal)
  if (signal.aborted) {
    for (const each of undo) each()
    terminal.dispose()
    return undefined
  }

  // ---- output
  const acks = createAckBatch(options.onDrawn)
  const replay = createReplay()
  const writeFrame = (frame: Uint8Array, replayed: boolean) =>
    terminal.write(frame, () => {
      if (replayed) replay.drawn(frame.length)
      acks.drawn(frame.length)
    })

  // ---- input
  let blocked = false
  let control = false
  const encoder = new TextEncoder()
  const send = (data: string) => {
    if (replay.replaying && isTerminalAnswer(data)) return
    if (blocked) return
    if (control) {
      control = false
      options.onControlUsed()
      data = controlled(data)
    }
    options.onInput(encoder.encode(data))
  }
  terminal.onData(send)
  // Old mouse reports: one byte per character, not UTF-8.
  terminal.onBinary((data) => {
    if (!blocked) options.onInput(Uint8Array.from(data, (character) => character.charCodeAt(0)))
  })

  const paste = (raw: string) => {
    if (blocked) return options.onBlockedKey()
    const prepared = preparePaste(raw, terminal.modes.bracketedPasteMode)
    if (prepared.kind === 'now') terminal.paste(prepared.text)
    if (prepared.kind === 'ask')
      options.onAskPaste({ text: prepared.text, lines: prepared.lines, go: () => terminal.paste(prepared.text) })
  }
  const copy = () => {
    const text = terminal.getSelection()
    if (text === '') return
    void copyText(text).then((ok) => {
      options.onCopied(ok)
      terminal.focus()
    })
    terminal.clearSelection()
  }

  terminal.attachCustomKeyEventHandler((event) => {
    const action = keyAction(event, terminal.hasSelection())
    if (action === 'shell') {
      const modifierOnly = ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)
      if (blocked && event.type === 'keydown' && !modifierOnly) options.onBlockedKey()
      return true
    }
    if (action === 'browser-paste') return false
    event.preventDefault()
    if (event.type !== 'keydown') return false
    if (action === 'copy') copy()
    if (action === 'search') options.onSearch()
    return false
  })

  // Before xterm's own handler, so that keyboard, menu, middle click and drop all go the same way.
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopPropagation()
    paste(event.clipboardData?.getData('text/plain') ?? '')
  }
  // X11 pastes the selection with the middle button by itself; elsewhere this does.
  const onMiddle = (event: MouseEvent) => {
    if (event.button !== 1 || navigator.platform.startsWith('Linux')) return
    if (terminal.modes.mouseTrackingMode !== 'none') return
    event.preventDefault()
    if (terminal.hasSelection()) paste(terminal.getSelection())
  }
  element.addEventListener('paste', onPaste, { capture: true })
  element.addEventListener('auxclick', onMiddle)
  undo.push(() => {
    element.removeEventListener('paste', onPaste, { capture: true })
    element.removeEventListener('auxclick', onMiddle)
  })

  // ---- size
  let fitTimer: ReturnType<typeof setTimeout> | undefined
  const fitNow = () => {
    if (element.clientWidth === 0 || element.clientHeight === 0) return
    const wanted = fit.proposeDimensions()
    if (!wanted || !Number.isFinite(wanted.cols) || !Number.isFinite(wanted.rows)) return
    const cols = clamp(wanted.cols, MIN_COLS, MAX_COLS)
    const rows = clamp(wanted.rows, MIN_ROWS, MAX_ROWS)
    if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows)
  }
  fitNow()
  // The event carries more than its type says; the protocol takes these two alone.
  terminal.onResize(({ cols, rows }) => options.onResize({ cols, rows }))
  const observer = new ResizeObserver(() => {
    clearTimeout(fitTimer)
    fitTimer = setTimeout(fitNow, FIT_DEBOUNCE_MS)
  })
  observer.observe(element)
  // A subset of the Hangul font that comes late: glyphs drawn with the fallback must be drawn again.
  const onFonts = () => terminal.clearTextureAtlas()
  document.fonts.addEventListener('loadingdone', onFonts)
  undo.push(() => {
    clearTimeout(fitTimer)
    observer.disconnect()
    document.fonts.removeEventListener('loadingdone', onFonts)
  })

  search.onDidChangeResults((result) =>
    options.onSearchResult({ index: result.resultIndex + 1, count: result.resultCount }),
  )

  return {
    get size() {
      return { cols: terminal.cols, rows: terminal.rows }
    },
    replay(bytes) {
      // In the stream, not reset(): what was written before is still on its way to the parser.
      terminal.write('\x1bc')
      replay.begin(bytes)
    },
    write(frame) {
      const cut = replay.cut(frame)
      if (cut.replay) writeFrame(cut.replay, true)
      if (cut.live) writeFrame(cut.live, false)
    },
    focus: () => terminal.focus(),
    press: (key) => send(touchKeyData(key, { application: terminal.modes.applicationCursorKeysMode, control })),
    paste,
    copy,
    get selection() {
      return terminal.getSelection()
    },
    selectAll: () => terminal.selectAll(),
    clear: () => terminal.clear(),
    find(text, direction, caseSensitive) {
      const found = { caseSensitive, decorations: searchMarks[settings.theme], incremental: false }
      if (direction === 'next') search.findNext(text, found)
      else search.findPrevious(text, found)
    },
    endFind() {
      search.clearDecorations()
      terminal.clearSelection()
    },
    block(now) {
      blocked = now
      terminal.options.disableStdin = now
      terminal.options.cursorBlink = !now
    },
    armControl(armed) {
      control = armed
    },
    apply(next) {
      settings = next
      Object.assign(terminal.options, optionsOf(next))
      fitNow()
    },
    fit: fitNow,
    dispose() {
      for (const each of undo) each()
      terminal.dispose()
    },
  }
}

const optionsOf = (settings: ScreenSettings) => ({
  fontSize: settings.fontSize,
  theme: themes[settings.theme],
  screenReaderMode: settings.screenReader,
  scrollback: settings.screenReader ? SCROLLBACK_LINES_SPOKEN : SCROLLBACK_LINES,
  minimumContrastRatio: 4.5,
})

function openLink(uri: string) {
  if (/^https?:\/\//.test(uri)) window.open(uri, '_blank', 'noopener,noreferrer')
}

/** Renderers that draw WebGL on the CPU: the DOM is faster and gentler there. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** WebGL where a GPU draws it, else xterm's DOM renderer. */
async function drawWithGpu(terminal: Terminal): Promise<void> {
  const probe = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  if (!probe) return
  const info = probe.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(probe.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : probe.RENDERER))
  probe.getExtension('WEBGL_lose_context')?.loseContext()
  if (SOFTWARE.test(renderer)) return
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    const addon = new WebglAddon()
    addon.onContextLoss(() => addon.dispose())
    terminal.loadAddon(addon)
  } catch {
    // The DOM renderer is already at work.
  }
}
