import type { Replaced } from '../ledger/file-row';
import type { FileProfile } from '../profiling/profile-file';
import { CANONICAL, type Reading, readingOf } from '../profiling/raw-or-canonical';
import type { RawObject } from '../raw/raw-object';
import type { Fields } from '../schema/field-type';

/**
 * How promotion reads a file that is accepted. One that promotion set aside is not read raw again, whatever the reason was.
 *
 * @param types the types under which the file was judged
 * @param replaced the row that its outcome replaces
 */
export function readingAfter(replaced: Replaced | undefined, file: FileProfile, types: Fields, raw: RawObject): Reading {
  return replaced?.state === 'HELD' ? CANONICAL : readingOf(file, types, raw.key);
}
