// Bounds of the live class that forms show as well. Apart from the schemas: a page that needs a number should not load zod.
export const JOIN_CODE_LENGTH = 6
export const NAME_LENGTH = 40
export const WALL_LENGTH = 500
export const NOTE_LENGTH = 300
export const FOUND_LENGTH = 300
export const QUESTION_LENGTH = 300
export const OUTPUT_LENGTH = 4_000
