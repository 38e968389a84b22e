/** Kept in a cookie, so that the server draws the right theme at once. `system` = no attribute, the browser decides. */
export const THEME_COOKIE = 'theme'
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const parseTheme = (value: string | undefined): Theme => themes.find((theme) => theme === value) ?? 'system'
