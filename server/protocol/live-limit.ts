// Bounds of the live class that forms show as well. Apart from the schemas: a page that needs a number should not load zod.
export const JOIN_CODE_LENGTH = 6
export const NAME_LENGTH = 40
export const WALL_LENGTH = 500
export const NOTE_LENGTH = 300
export const FOUND_LENGTH = 300
export const QUESTION_LENGTH = 300
export const OUTPUT_LENGTH = 4_000
/** Nobody said yes or no for so long: the request is over. */
export const TYPE_ASK_MS = 30_000
/** The most that one message types; a longer paste is several. */
export const TYPE_BYTES = 4 * 1024
/** As many students as one class may have. */
export const CLASS_SIZE = 200
