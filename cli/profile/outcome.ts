/** The outcome of a local file. */

import { type LocalFile, bytesOf, filenameOf } from './local-file';
import { advise } from '../../lambda-src/core/advice/search/advise';
import type { Proposal } from '../../lambda-src/core/advice/trying/proposal';
import { FileFault } from '../../lambda-src/core/formats/fault';
import type { FileProfile } from '../../lambda-src/core/profiling/file-profile';
import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { withoutMisfits } from '../../lambda-src/core/profiling/without-misfits';
import { hintedAs, hintsOf } from '../../lambda-src/core/schema/hints';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import { expectedByHints } from '../../lambda-src/core/schema/misfits';
import { type SchemaProfile, fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import { nameColumns } from '../columns/names';

/** So long does a person wait for advice. */
const MOST_ADVICE_MILLIS = 10_000;

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
  /** Declarations under which it would be read. */
  readonly advice: readonly Proposal[];
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
    // No version of the source is known here.
    const expected = expectedByHints(hintsOf(file.declared.typeHints));
    return await accepted(file, await withoutMisfits(async () => bytes(), file.declared, context, whole, expected) ?? whole);
  } catch (error) {
    if (error instanceof FileFault) {
      return { file, fault: error, advice: await adviceOn(file, error) };
    }
    throw error;
  }
}

/** A pipe cannot be read again. */
async function adviceOn(file: LocalFile, fault: FileFault): Promise<readonly Proposal[]> {
  if (file.isPipe) {
    return [];
  }
  const start = performance.now();
  return advise(
    { fault, declared: file.declared, filename: filenameOf(file), open: async () => bytesOf(file) },
    () => performance.now() - start > MOST_ADVICE_MILLIS,
  );
}

async function accepted(file: LocalFile, profile: FileProfile): Promise<Accepted> {
  const structs = hintedAs('struct', hintsOf(file.declared.typeHints));
  const schema = firstVersion(profile.schema, structs).profile;
  return { file, profile, schema, names: await nameColumns(fieldTypes(schema)) };
}
