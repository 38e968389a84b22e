// F6 and Shift+F6 go from region to region, as in a browser: Tab belongs to the shell.

export type Region = 'task' | 'terminal' | 'panel'
export const regions: readonly Region[] = ['task', 'terminal', 'panel']

/** `current` undefined: the focus is in none of them. */
export function nextRegion(
  shown: readonly Region[],
  current: Region | undefined,
  backwards: boolean,
): Region | undefined {
  if (shown.length === 0) return undefined
  const at = current ? shown.indexOf(current) : -1
  if (at < 0) return backwards ? shown.at(-1) : shown[0]
  return shown[(at + (backwards ? shown.length - 1 : 1)) % shown.length]
}
