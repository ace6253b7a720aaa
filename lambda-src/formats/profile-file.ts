/** First pass over a file: what it is written in and what its schema is. */

import { Dialect } from './dialect';
import { Family } from '../schema/field-type';
import { SchemaProfile } from '../schema/profile';

export interface FileProfile {
  readonly dialect: Dialect;
  readonly records: number;
  /** Bytes read, as stored (packed). */
  readonly bytes: number;
  readonly schema: SchemaProfile;
}

/**
 * Reads the whole file as a stream; memory does not grow with its size.
 *
 * @throws FileFault if the file cannot be used; whatever `bytes` throws is passed on as it is.
 */
export async function profileFile(_bytes: AsyncIterable<Uint8Array>, _options: { readonly format: Family }): Promise<FileProfile> {
  throw new Error('not built yet');
}
