/**
 * Before the first prompt of a shell that follows a lost one: out of its full-screen program and modes, on a fresh line with nothing below. The
 * cursor is saved first, because leaving the alternate screen also restores it: to the last place that was saved, which on a screen
 * that no program had taken over would be the top, in the middle of what stands there.
 */
export const NEW_SHELL = Buffer.from('\x1b7\x1b[?1049l\x1b[!p\x1b[0m\r\n\x1b[J')
