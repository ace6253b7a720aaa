/** What became of a local file. */

import { LocalFile } from './local-file';
import { FileFault } from '../../lambda-src/formats/fault';
import { FileProfile, profileFile } from '../../lambda-src/formats/profile-file';

export type Outcome = Accepted | DeadLettered;

export interface Accepted {
  readonly file: LocalFile;
  readonly profile: FileProfile;
}

export interface DeadLettered {
  readonly file: LocalFile;
  readonly fault: FileFault;
}

/** Reads the file as the deployed profiler does. @throws Error of the system if it cannot be read. */
export async function outcomeOf(file: LocalFile, bytes: AsyncIterable<Uint8Array>): Promise<Outcome> {
  try {
    return { file, profile: await profileFile(bytes, file.declared) };
  } catch (error) {
    if (error instanceof FileFault) return { file, fault: error };
    throw error;
  }
}
