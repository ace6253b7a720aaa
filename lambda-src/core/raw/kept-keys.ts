/** Keys of what is kept beside a raw file in the raw bucket. */

import { dayFolder, sourceFolder } from './raw-key';
import type { RawObject } from './raw-object';
import { Prefix } from '../../../src/contract';

/** Longest key that S3 takes, in bytes. */
const MAX_KEY_BYTES = 1024;

/**
 * `dead-letter/source=<id>/date=<day>/<last segment of the raw key>`: two files of one name on one day have different
 * ids, so neither replaces the other. The last segment of a foreign key has no such id, and gets the object's id before it.
 */
export function deadLetterKey(raw: RawObject): string {
  const name = raw.receivedAt === undefined ? `${raw.ingestId}_${raw.lastSegment}` : raw.lastSegment;
  const key = `${dayFolder(Prefix.DEAD_LETTER, raw.sourceId, raw.date)}${name}`;
  return Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : `${Prefix.DEAD_LETTER}date=${raw.date}/${raw.ingestId}`;
}

/** `quarantine/source=<id>/date=<day>/<ingest id>.ndjson.gz`: the bad records of a file whose other records are accepted. */
export function quarantineKey({ sourceId, date, ingestId }: RawObject): string {
  return `${dayFolder(Prefix.QUARANTINE, sourceId, date)}${ingestId}.ndjson.gz`;
}

/** `profiles/source=<id>/date=<day>/<ingest id>.json.gz`: what the file showed of every path. */
export function evidenceKey({ sourceId, date, ingestId }: RawObject): string {
  return `${dayFolder(Prefix.PROFILES, sourceId, date)}${ingestId}.json.gz`;
}

/**
 * `reading-copies/source=<id>/date=<day>/<ingest id>-<copy id>.gz`: what promotion reads in place of the file.
 *
 * @param copyId different for each copy of the file
 */
export function readingCopyKey({ sourceId, date, ingestId }: RawObject, copyId: string): string {
  return `${dayFolder(Prefix.READING_COPIES, sourceId, date)}${ingestId}-${copyId}.gz`;
}

/**
 * `schemas/source=<id>/<hash>.json.gz`: a map that is too large for an item of a table.
 *
 * @param hash of the map's content
 */
export function largeMapKey(sourceId: string, hash: string): string {
  return `${Prefix.SCHEMAS}${sourceFolder(sourceId)}${hash}.json.gz`;
}
