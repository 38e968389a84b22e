// Without zod, which the browser needs not for this.

/** What is compared. */
export const vmSides = ['machine', 'container'] as const
/** What the terminals of the two are called where a terminal is attached. */
export const vmTerminal = (side: (typeof vmSides)[number]) => `vm-${side}`
