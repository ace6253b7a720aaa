/** The outcome of a local file. */

import { type LocalFile, filenameOf } from './local-file';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { type FileProfile, profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { withoutMisfits } from '../../lambda-src/core/profiling/without-misfits';
import { hintedAs, hintsOf } from '../../lambda-src/core/schema/hints';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import type { ExpectedTypes } from '../../lambda-src/core/schema/misfits';
import { type SchemaProfile, fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import { nameColumns } from '../columns/names';

export type Outcome = Accepted | DeadLettered;

/** What the profiler would make of a file that is the first of its source. */
export interface Accepted {
  readonly file: LocalFile;
  readonly profile: FileProfile;
  /** As in the source's first version: objects whose names are data are maps. */
  readonly schema: SchemaProfile;
  /** Path → name of its column or struct field in the source's table. */
  readonly names: ReadonlyMap<string, string>;
}

export interface DeadLettered {
  readonly file: LocalFile;
  readonly fault: FileFault;
}

/**
 * Reads the file as the deployed profiler does.
 *
 * @param bytes gives the file from its beginning. It is called again if bad records must be told from good ones.
 * @throws Error of the system if it cannot be read.
 */
export async function outcomeOf(file: LocalFile, bytes: () => AsyncIterable<Uint8Array>): Promise<Outcome> {
  try {
    const context = { storedBytes: file.isPipe ? undefined : file.bytes, sketches: true, filename: filenameOf(file) };
    const whole = await profileTolerantly(async () => bytes(), file.declared, context);
    return await accepted(file, await withoutMisfits(async () => bytes(), file.declared, context, whole, declaredTypes(file)) ?? whole);
  } catch (error) {
    if (error instanceof FileFault) {
      return { file, fault: error };
    }
    throw error;
  }
}

/** No version of the source is known here. So only the types that are declared can be contradicted. */
function declaredTypes({ declared: { typeHints } }: LocalFile): ExpectedTypes {
  return { paths: new Map(), written: new Map(), hints: hintsOf(typeHints), isRemovedSince: () => false };
}

async function accepted(file: LocalFile, profile: FileProfile): Promise<Accepted> {
  const structs = hintedAs('struct', hintsOf(file.declared.typeHints));
  const schema = firstVersion(profile.schema, structs).profile;
  return { file, profile, schema, names: await nameColumns(fieldTypes(schema)) };
}
