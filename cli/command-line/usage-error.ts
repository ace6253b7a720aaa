/** The arguments are wrong. The message says what was found and what was expected. */
export class UsageError extends Error {}
