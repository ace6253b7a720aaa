import type { ProfileDeps } from './deps';
import { readVersion } from './raw-bucket';
import type { ReadingConfig } from '../../../src/source-config';
import { advise } from '../../core/advice/search/advise';
import { adviceSentence } from '../../core/advice/search/wording';
import type { FileFault } from '../../core/formats/fault';
import type { RawObject } from '../../core/raw/raw-object';

/** How long it may take. The file waits for it, but the invocation keeps minutes for moving a file to the dead letters. */
const MOST_MILLIS = 3_000;

/**
 * What the source can declare so that the file would be read, as a sentence. Advice is a courtesy: without it, or if anything fails,
 * the file is dead-lettered all the same.
 */
export async function findAdvice(
  { s3, rawBucket }: ProfileDeps, raw: RawObject, etag: string, source: ReadingConfig, fault: FileFault,
): Promise<string | undefined> {
  const end = performance.now() + MOST_MILLIS;
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), MOST_MILLIS);
  });
  const find = async () => adviceSentence(await advise({
    fault, declared: source, filename: raw.lastSegment, open: () => readVersion(s3, rawBucket, raw, etag),
  }, () => performance.now() > end));
  try {
    return await Promise.race([find(), timeIsUp]);
  } catch (error) {
    console.warn(`No advice was found for ${raw.key}; it is dead-lettered without.`, error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
