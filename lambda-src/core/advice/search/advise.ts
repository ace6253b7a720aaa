/** What a source can declare so that a file is read that was refused. */

import { search } from './search';
import type { ReadingConfig } from '../../../../src/source-config';
import type { DeadLetterReason, FileFault } from '../../formats/fault';
import type { Proposal } from '../trying/proposal';
import { sampleOf } from '../trying/sample';

/** How much of a file is looked at, unpacked. */
const SAMPLE_BYTES = 128 * 1024;

/** Nothing that a source can declare helps against these. */
const HOPELESS: ReadonlySet<DeadLetterReason> = new Set(['empty_file', 'file_too_large', 'invalid_gzip', 'time_exceeded']);

export interface RefusedFile {
  readonly fault: FileFault;
  readonly declared: ReadingConfig;
  readonly filename?: string;
  /** The stored bytes, from the beginning. */
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** @param isLate whether the time for it is over; what was found until then counts. */
export async function advise({ fault, declared, filename, open }: RefusedFile, isLate?: () => boolean): Promise<Proposal[]> {
  if (HOPELESS.has(fault.reason)) {
    return [];
  }
  // Rows of CSV mean something wherever they are. The middle of a JSON document does not.
  const place = declared.format === 'csv' ? fault.byteOffset : undefined;
  const sample = await sampleOf(await open(), { bytes: SAMPLE_BYTES, place, isLate }, filename);
  const found = await search([sample], declared, isLate);
  // If the sample can be read as declared, the fault is elsewhere.
  return found.filter(({ changes }) => changes.length > 0);
}
