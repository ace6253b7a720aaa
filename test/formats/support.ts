import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { FileFault } from '../../lambda-src/core/formats/fault';
import type { FileContext, FileProfile } from '../../lambda-src/core/profiling/file-profile';
import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import type { ReadingConfig } from '../../src/source-config';
import { described, recordsByPlan } from '../reference/plain-reading';

/** What the source declares beside its format, and what is known of the file. */
export type Known = Partial<ReadingConfig> & FileContext;

/** The bytes in pieces of the given sizes, over and over. */
export async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export const pieceSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

export function profileOf(
  content: string | Uint8Array, format: Family, sizes?: readonly number[], source: Known = {},
): Promise<FileProfile> {
  return profileTolerantly(async () => inPieces(Buffer.from(content), sizes), { ...source, format }, source);
}

/** The types that the file shows, by path. */
export async function typesOf(content: string | Uint8Array, format: Family, source?: Known): Promise<Record<string, string>> {
  const { schema } = await profileOf(content, format, undefined, source);
  return Object.fromEntries([...schema.fields].map(([path, evidence]) => [path, evidence.type]));
}

export async function faultOf(
  content: string | Uint8Array, format: Family, sizes?: readonly number[], source?: Known,
): Promise<FileFault> {
  const outcome = await profileOf(content, format, sizes, source).catch((error: unknown) => error);
  if (!(outcome instanceof FileFault)) {
    throw new Error(`expected a fault, got ${inspect(outcome)}`);
  }
  return outcome;
}

/** What reading a file leads to: its profile and its records, or its fault, in a form that can be compared. */
export async function outcomeOf(content: string | Uint8Array, format: Family, sizes?: readonly number[]) {
  try {
    return await readTwice(content, format, { sizes });
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
    const { reason, detail, byteOffset, record } = error;
    return { reason, detail, byteOffset, record };
  }
}

/** The profile of a file, and its records as they are read by its plan alone: each is a line of JSON. */
export async function readTwice(
  content: string | Uint8Array, format: Family, more: { sizes?: readonly number[]; source?: Known } = {},
): Promise<{ file: FileProfile; lines: string[] }> {
  const bytes = Buffer.from(content);
  const file = await profileOf(bytes, format, more.sizes, more.source);
  return { file, lines: recordsByPlan(described(bytes, file.dialect.encoding), readingPlan(file), firstVersion(file.schema).paths) };
}
