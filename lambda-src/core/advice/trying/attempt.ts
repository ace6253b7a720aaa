/** Reads samples under a declaration, with the real reader. */

import { completedJson } from './json-outline';
import { type Sample, textOf } from './sample';
import type { ReadingConfig } from '../../../../src/source-config';
import { FileFault } from '../../formats/fault';
import type { FileProfile } from '../../profiling/file-profile';
import { profileTolerantly } from '../../profiling/profile-file';

export interface Read {
  readonly profiles: readonly FileProfile[];
}

export interface Refused {
  readonly fault: FileFault;
  /** The sample that has the fault. */
  readonly sample: Sample;
}

export async function attempt(samples: readonly Sample[], declared: ReadingConfig): Promise<Read | Refused> {
  const profiles: FileProfile[] = [];
  for (const sample of samples) {
    try {
      profiles.push(await profileSample(sample, declared));
    } catch (error) {
      if (error instanceof FileFault) {
        return { fault: error, sample };
      }
      throw error;
    }
  }
  return { profiles };
}

async function profileSample(sample: Sample, declared: ReadingConfig): Promise<FileProfile> {
  const { filename, isWhole } = sample;
  // The name may end with .gz, but the bytes are unpacked.
  const read = (bytes: Uint8Array) => profileTolerantly(async () => oneChunk(bytes), declared, { filename });
  if (isWhole) {
    return read(sample.bytes);
  }
  if (declared.format === 'json') {
    return read(completed(sample));
  }
  try {
    return await read(sample.bytes);
  } catch (error) {
    // The sample may end within quotes. Then its last row is left out.
    const cut = error instanceof FileFault && error.reason === 'malformed_csv' ? error.byteOffset ?? 0 : 0;
    if (2 * cut < sample.bytes.length) {
      throw error;
    }
    return read(sample.bytes.subarray(0, cut));
  }
}

function completed(sample: Sample): Uint8Array {
  const text = completedJson(textOf(sample));
  return text === undefined ? sample.bytes : Buffer.from(text);
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
