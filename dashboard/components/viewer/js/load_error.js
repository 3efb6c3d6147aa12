// A failure that can be shown.

/** Something could not be loaded; its message is a sentence for the reader. */
export class LoadError extends Error {}
