// The numbers of the terminal's flow control. A viewer is sent at most its share (share.ts) of WINDOW_BYTES that it has not drawn
// yet; while the viewer that somebody works in has a full window, the program is not read. So memory per viewer is bounded, and the program
// feels a slow screen as it would feel a slow terminal.

/** What may be on its way to one viewer. Large enough for tens of MB/s at a few ms, small enough that Ctrl+C is felt at once. */
export const WINDOW_BYTES = 512 * 1024
/** However many flood, each may have this much on its way: more than a viewer draws without telling (ack-batch.ts), twice. */
export const WINDOW_LEAST_BYTES = 32 * 1024
/** A session that has this much on its way is one of those that flood, and is for so long after. */
export const BUSY_BYTES = 16 * 1024
export const BUSY_MS = 500
/** What comes in one tick leaves at once when it is this much. */
export const TICK_BYTES = 64 * 1024
/** The viewer in use may hold the program this long without drawing anything. Then it is lagging: skipped, later sent a snapshot. */
export const LAG_MS = 5_000
/** Any other viewer (a tab in the background draws once a second) may hold it this long. */
export const LAG_OTHER_MS = 500
/** A lagging viewer is sent a snapshot not sooner than this, so that a tab in the background cannot hold a flood half the time. */
export const RESYNC_MS = 1_000
/** Programs are read so many bytes per PERIOD_MS where they are read no faster. */
export const PERIOD_MS = 50
/** Without a viewer a program is still read, as a terminal without a window would. */
export const IDLE_BYTES = 52 * 1024
/** When more than one floods, all of them together: nobody reads that fast, and the rest of the machine is for the others' work. */
export const CROWD_BYTES = 200 * 1024
/** … and each of them at least this much: some thousand lines a second. */
export const CROWD_LEAST_BYTES = 16 * 1024
/** Typed or pasted bytes that the program has not taken yet; more are dropped. */
export const INPUT_BYTES = 4 * 1024 * 1024
/** Typed ahead while the shell is being reached again. */
export const AHEAD_BYTES = 4 * 1024
