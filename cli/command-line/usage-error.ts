/** The arguments cannot be carried out as they are; the message says what was found and what was expected. */
export class UsageError extends Error {}
