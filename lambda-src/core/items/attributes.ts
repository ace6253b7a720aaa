/** What items of the tables are made of, as plain values. */

/** Attributes by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A large map as an attribute: itself, gzipped JSON, or the key of an S3 object that holds gzipped JSON. */
export type LargeMapAttribute = Record<string, unknown> | Uint8Array | string;
