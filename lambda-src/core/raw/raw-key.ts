/** Keys under the raw prefix: `raw/source=<source id>/date=<UTC receipt date>/<ingest id>_<safe filename>`. */

import { createHash } from 'node:crypto';
import { decodeTime, ulid } from 'ulid';
import { Prefix, REPLAY_NAME } from '../../../src/contract';

/** The names of a file that was just received. */
export interface RawName {
  /** ULID whose time is the receipt time, so that the ids of a source sort by receipt. */
  readonly ingestId: string;
  readonly key: string;
}

/** What a raw key says. A key that the ingest API did not make may say only some of it. */
export interface RawKeyParts {
  readonly sourceId?: string;
  /** The day after `date=`. */
  readonly date?: string;
  /** The ULID, if the key has the form of the ingest API's keys. */
  readonly ingestId?: string;
  /** ISO time of receipt that the ULID claims. */
  readonly receivedAt?: string;
  /** What follows the last slash. */
  readonly lastSegment: string;
}

const SOURCE = /^source=([^/]+)\//;
const DAY = /\/date=(\d{4}-\d{2}-\d{2})\//;
const OURS = /^source=[^/]+\/date=[^/]+\/([0-7][0-9A-HJKMNP-TV-Z]{25})_[^/]+$/;

/** The first ten characters of a ULID are its time, the other sixteen are random. */
const TIME_CHARS = 10;
const EARLIEST_RANDOM = '0'.repeat(16);
const ULID_CHARS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Names a received file. Two calls never give the same name, whatever the sender called the file.
 *
 * @param receivedAt milliseconds since 1970
 */
export function nameRawFile(sourceId: string, receivedAt: number, safeFilename: string): RawName {
  const ingestId = ulid(receivedAt);
  return { ingestId, key: `${dayFolder(Prefix.RAW, sourceId, dayOf(receivedAt))}${ingestId}_${safeFilename}` };
}

/**
 * The raw key of the file that holds the bad records of another file. It is always the same for the same bytes of that file, and its time is
 * that of the file, so the records count as received then.
 */
export function replayKey(sourceId: string, file: ReplayedFile): string {
  const hash = createHash('sha256').update(`replay ${file.key} ${file.version_id}`).digest();
  const random = [...hash.subarray(0, EARLIEST_RANDOM.length)].map((byte) => ULID_CHARS[byte % ULID_CHARS.length]).join('');
  const ingestId = `${file.ingest_id.slice(0, TIME_CHARS)}${random}`;
  return `${dayFolder(Prefix.RAW, sourceId, file.date)}${ingestId}${REPLAY_NAME}${file.ingest_id}`;
}

export function parseRawKey(key: string): RawKeyParts {
  const rest = key.slice(Prefix.RAW.length);
  const [, sourceId] = SOURCE.exec(rest) ?? [];
  const [, day] = DAY.exec(key) ?? [];
  const [, ingestId] = OURS.exec(rest) ?? [];
  return {
    sourceId,
    date: day !== undefined && isDay(day) ? day : undefined,
    ingestId,
    receivedAt: ingestId === undefined ? undefined : new Date(decodeTime(ingestId)).toISOString(),
    lastSegment: key.slice(key.lastIndexOf('/') + 1),
  };
}

/** What names the file of bad records: attributes of the row of the file from which they come. */
export interface ReplayedFile {
  readonly ingest_id: string;
  readonly date: string;
  readonly key: string;
  readonly version_id: string;
}

/** The folder of all raw files of a source. */
export function rawFolder(sourceId: string): string {
  return `${Prefix.RAW}${sourceFolder(sourceId)}`;
}

/**
 * A key that sorts before the keys of all files that the source sent from that time on, and after the keys of earlier files.
 *
 * @param time milliseconds since 1970
 */
export function firstRawKey(sourceId: string, time: number): string {
  return `${dayFolder(Prefix.RAW, sourceId, dayOf(time))}${ulid(time).slice(0, TIME_CHARS)}${EARLIEST_RANDOM}`;
}

/** The folder for what belongs to the files that a source sent on one day. */
export function dayFolder(prefix: string, sourceId: string, date: string): string {
  return `${prefix}${sourceFolder(sourceId)}date=${date}/`;
}

export function sourceFolder(sourceId: string): string {
  return `source=${sourceId}/`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
