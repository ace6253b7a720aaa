/** What `suggest` declares for a file without a person. */

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { propose } from '../../../cli/suggest/propose';
import { sampleOf } from '../../../lambda-src/core/advice/trying/sample';
import type { ReadingConfig } from '../../../src/source-config';

const SAMPLE_BYTES = 256 * 1024;

/** @returns undefined if it would ask a person, or finds nothing. */
export async function suggestedFor(path: string): Promise<ReadingConfig | undefined> {
  const sample = await sampleOf(createReadStream(path), { bytes: SAMPLE_BYTES }, basename(path));
  const found = await propose([sample], { format: 'csv' }, async () => undefined);
  return found === undefined || found.questions.length > 0 ? undefined : found.declared;
}
