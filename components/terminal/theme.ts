// Two palettes. xterm lifts every foreground to 4.5:1 on its background by itself (minimumContrastRatio).
import type { ITheme } from '@xterm/xterm'

export type ThemeName = 'dark' | 'light'

export const themes: Record<ThemeName, ITheme> = {
  dark: {
    background: '#0e1217',
    foreground: '#dfe4e9',
    cursor: '#7cc7ff',
    cursorAccent: '#0e1217',
    selectionBackground: '#2d4f73',
    selectionInactiveBackground: '#27384a',
    black: '#2b323a',
    red: '#ff8d83',
    green: '#5cc98a',
    yellow: '#e4b54a',
    blue: '#6db3f6',
    magenta: '#d69bf0',
    cyan: '#5ccbd6',
    white: '#dfe4e9',
    brightBlack: '#8f99a4',
    brightRed: '#ffb0a8',
    brightGreen: '#8fe0b0',
    brightYellow: '#f2d184',
    brightBlue: '#a3d0fb',
    brightMagenta: '#e8c2fa',
    brightCyan: '#9be5ec',
    brightWhite: '#ffffff',
  },
  light: {
    background: '#fbfcfd',
    foreground: '#1c2228',
    cursor: '#0a61b5',
    cursorAccent: '#fbfcfd',
    selectionBackground: '#b9d8f7',
    selectionInactiveBackground: '#d8e4f0',
    black: '#1c2228',
    red: '#b3261e',
    green: '#17713a',
    yellow: '#835400',
    blue: '#0a61b5',
    magenta: '#8a2fae',
    cyan: '#0b6a75',
    white: '#5c6671',
    brightBlack: '#5c6671',
    brightRed: '#c4382f',
    brightGreen: '#1c7f43',
    brightYellow: '#8f5d00',
    brightBlue: '#1b6fc2',
    brightMagenta: '#9a3fbe',
    brightCyan: '#0f7480',
    brightWhite: '#14191e',
  },
}

/** Colours of search marks: xterm draws them on an overview ruler, which takes no CSS variables. */
export const searchMarks = {
  dark: {
    matchBackground: '#4a3d14',
    matchOverviewRuler: '#e4b54a',
    activeMatchBackground: '#8a6a12',
    activeMatchColorOverviewRuler: '#ffd76e',
  },
  light: {
    matchBackground: '#f7e6b5',
    matchOverviewRuler: '#835400',
    activeMatchBackground: '#f0c64a',
    activeMatchColorOverviewRuler: '#5c3b00',
  },
} as const satisfies Record<ThemeName, object>
