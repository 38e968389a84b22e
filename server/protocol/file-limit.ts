// Bounds of the editor, for the agent that keeps them and for the words that name them.
const MIB = 1024 * 1024

/** A text that is edited. Bytes. */
export const FILE_TEXT_BYTES = MIB
export const FILE_UPLOAD_BYTES = 16 * MIB
export const FILE_DOWNLOAD_BYTES = 128 * MIB
/** Names of one folder that are shown. */
export const FILE_ENTRIES = 500
/** Folders in folders. */
export const FILE_DEPTH = 24
/** One piece of an upload or download, between web and agent. */
export const FILE_PIECE_BYTES = 256 * 1024
