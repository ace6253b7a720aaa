import type { ProfileDeps } from './deps';
import { readVersion } from './raw-bucket';
import type { ReadingConfig } from '../../../src/source-config';
import { sampleOf } from '../../core/advice/sample';
import { search } from '../../core/advice/search';
import { adviceSentence } from '../../core/advice/wording';
import type { DeadLetterReason, FileFault } from '../../core/formats/fault';
import type { RawObject } from '../../core/raw/raw-object';

/** How much of the file is looked at, unpacked. */
const SAMPLE_BYTES = 128 * 1024;
/** How long it may take. The file waits for it, but the invocation keeps minutes for moving a file to the dead letters. */
const MOST_MILLIS = 3_000;

/** Nothing that a source can declare would help against these. */
const HOPELESS: ReadonlySet<DeadLetterReason> = new Set(['empty_file', 'file_too_large', 'invalid_gzip', 'time_exceeded']);

/**
 * What the source can declare so that the file would be read, as a sentence. Advice is a courtesy: without it, or if anything fails,
 * the file is dead-lettered all the same.
 */
export async function findAdvice(
  { s3, rawBucket }: ProfileDeps, raw: RawObject, etag: string, source: ReadingConfig, fault: FileFault,
): Promise<string | undefined> {
  if (HOPELESS.has(fault.reason)) {
    return undefined;
  }
  const end = performance.now() + MOST_MILLIS;
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), MOST_MILLIS);
  });
  const advise = async () => {
    const sample = await sampleOf(await readVersion(s3, rawBucket, raw, etag), SAMPLE_BYTES, raw.lastSegment);
    return adviceSentence(await search([sample], source, () => performance.now() > end));
  };
  try {
    return await Promise.race([advise(), timeIsUp]);
  } catch (error) {
    console.warn(`No advice was found for ${raw.key}; it is dead-lettered without.`, error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
