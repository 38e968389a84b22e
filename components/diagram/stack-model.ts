// What stands on what: the facts behind the stack figure.
export const stackModes = ['bare', 'vm', 'container'] as const
export type StackMode = (typeof stackModes)[number]

export const MIN_APPS = 1
export const MAX_APPS = 6

/** Kernels that run, sets of OS files (user space) on disk, and apps that stop when one kernel does. */
export function stackFacts(
  mode: StackMode,
  apps: number,
): { kernels: number; files: number; lostWithOneKernel: number } {
  switch (mode) {
    case 'bare':
      return { kernels: 1, files: 1, lostWithOneKernel: apps }
    case 'vm':
      return { kernels: apps, files: apps, lostWithOneKernel: 1 }
    case 'container':
      return { kernels: 1, files: apps, lostWithOneKernel: apps }
  }
}

/** `stopped`: number of the kernel that stopped (VM mode: the app's own), if any. */
export const isDown = (mode: StackMode, app: number, stopped: number | undefined): boolean =>
  stopped !== undefined && (mode === 'vm' ? stopped === app : true)
