// Updating n servers by hand against replacing them from one image. The figures are assumptions and shown as such.
export const HAND_MINUTES = 10
export const BUILD_MINUTES = 10
export const SWAP_SECONDS = 30
export const MAX_SERVERS = 100
/** Chance of a slip per server, in percent. */
export const SLIP_PERCENTS = [1, 2, 5] as const

export function fleetFacts(servers: number, slipPercent: number) {
  const keep = 1 - slipPercent / 100
  return {
    handMinutes: servers * HAND_MINUTES,
    imageMinutes: BUILD_MINUTES + Math.ceil((servers * SWAP_SECONDS) / 60),
    /** Percent, whole. */
    anyDiffers: Math.round((1 - keep ** servers) * 100),
    expectedDiffering: (servers * slipPercent) / 100,
  }
}
