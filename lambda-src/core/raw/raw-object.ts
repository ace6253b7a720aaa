import { createHash } from 'node:crypto';
import { parseRawKey } from './raw-key';
import { TableKey } from '../../../src/contract';

/** One version of an object under the raw prefix. */
export interface RawObject {
  readonly key: string;
  readonly versionId: string;
  /** The source that the key names; `TableKey.NO_SOURCE` if it names none. */
  readonly sourceId: string;
  /** The key's id: its ULID, or a hash of a key that the ingest API did not make. */
  readonly ingestId: string;
  /** The `date=` of the key if that is a day, else the day of the event. */
  readonly date: string;
  /** ISO time of receipt that the ULID claims (see `believed`); undefined for a foreign key. */
  readonly receivedAt?: string;
  /** What follows the last slash. */
  readonly lastSegment: string;
}

/** @param storedAt ISO time at which S3 stored the version */
export function rawObject(key: string, versionId: string, storedAt: string): RawObject {
  const { sourceId = TableKey.NO_SOURCE, date: named, ingestId, receivedAt, lastSegment } = parseRawKey(key);
  const date = named ?? storedAt.slice(0, 10);
  // If the day of the key is not that of the id, somebody copied the file there by hand. Two keys must not share a row.
  return ingestId !== undefined && receivedAt?.slice(0, 10) === named
    ? { key, versionId, sourceId, ingestId, date, receivedAt, lastSegment }
    : foreign({ key, versionId, sourceId, ingestId: '', date, lastSegment });
}

/**
 * The object with a time of receipt that can be believed: the time that the key claims, but no later than the time at which S3 stored
 * the bytes. Anybody who may write to the bucket can make an id of the future, and every later time of the source would come after it.
 *
 * @param storedAt ISO time; S3 keeps whole seconds, so the second counts to its end
 */
export function believed(raw: RawObject, storedAt: string): RawObject {
  if (raw.receivedAt === undefined) {
    return raw;
  }
  const latest = new Date(Math.floor(Date.parse(storedAt) / 1000) * 1000 + 999).toISOString();
  return { ...raw, receivedAt: raw.receivedAt < latest ? raw.receivedAt : latest };
}

/** The same object, named by its key's hash: for a key that the ingest API did not make, and for a second key with the same id. */
export function foreign(raw: RawObject): RawObject {
  return { ...raw, ingestId: createHash('sha256').update(raw.key).digest('hex').slice(0, 32), receivedAt: undefined };
}
