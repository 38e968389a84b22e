// What a container's exit code says. 125-127 come from Docker and the shell's custom, 128+n from signal n.

export type ExitMeaning =
  | 'zero'
  | 'one'
  | 'daemon'
  | 'notExecutable'
  | 'notFound'
  | 'interrupted'
  | 'killed'
  | 'oom'
  | 'segfault'
  | 'terminated'
  | 'other'

const meanings: Record<number, ExitMeaning> = {
  0: 'zero',
  1: 'one',
  125: 'daemon',
  126: 'notExecutable',
  127: 'notFound',
  130: 'interrupted',
  137: 'killed',
  139: 'segfault',
  143: 'terminated',
}

export const exitMeaning = (code: number, oomKilled = false): ExitMeaning =>
  oomKilled ? 'oom' : (meanings[code] ?? 'other')
