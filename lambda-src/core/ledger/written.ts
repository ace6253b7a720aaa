import type { FieldType } from '../schema/field-type';

/** The types that sealed transactions hold, and a number that tells whether another one was sealed since. */
export interface Written {
  readonly types: ReadonlyMap<string, FieldType>;
  /** Absent until the first transaction of the source is sealed. */
  readonly revision?: number;
}
