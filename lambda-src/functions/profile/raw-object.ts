import { createHash } from 'node:crypto';
import { decodeTime } from 'ulid';
import { Prefix, TableKey } from '../../../src/contract';

/** One version of an object under the raw prefix. */
export interface RawObject {
  readonly key: string;
  readonly versionId: string;
  /** The source that the key names; `TableKey.NO_SOURCE` where it names none. */
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

const DAY = /\/date=(\d{4}-\d{2}-\d{2})\//;
const OURS = /^source=[^/]+\/date=[^/]+\/([0-7][0-9A-HJKMNP-TV-Z]{25})_[^/]+$/;

/** What a key says about its file. */
export function rawObject(key: string, versionId: string, storedAt: string): RawObject {
  const rest = key.slice(Prefix.RAW.length);
  const [, sourceId = TableKey.NO_SOURCE] = /^source=([^/]+)\//.exec(rest) ?? [];
  const [, named] = DAY.exec(key) ?? [];
  const date = named !== undefined && isDay(named) ? named : storedAt.slice(0, 10);
  const lastSegment = key.slice(key.lastIndexOf('/') + 1);
  const [, id] = OURS.exec(rest) ?? [];
  const receivedAt = id === undefined ? undefined : new Date(decodeTime(id)).toISOString();
  // An id under another day than its own was copied there by hand: two keys must not share a row.
  return id !== undefined && receivedAt?.slice(0, 10) === named
    ? { key, versionId, sourceId, ingestId: id, date, receivedAt, lastSegment }
    : foreign({ key, versionId, sourceId, ingestId: '', date, lastSegment });
}

/**
 * The object with a time of receipt that is believed: what the key claims, up to the time at which S3 stored the bytes. Anybody
 * who may write to the bucket can make an id of the future, and every later time of the source would follow it.
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

/** The same object, named by its key's hash: a key that is not of the ingest API's making, or another key with its id. */
export function foreign(raw: RawObject): RawObject {
  return { ...raw, ingestId: createHash('sha256').update(raw.key).digest('hex').slice(0, 32), receivedAt: undefined };
}

/**
 * The objects that a queue message names: those of an S3 notification, none of S3's test event.
 *
 * @throws Error where the message is no notification, or the bucket keeps no versions
 */
export function parseNotification(body: string): RawObject[] {
  const message = JSON.parse(body) as S3Message;
  if (message.Event === 's3:TestEvent') {
    return [];
  }
  if (!Array.isArray(message.Records)) {
    throw new Error('The message is no S3 notification: it has no Records');
  }
  return message.Records.map(({ eventTime, s3 }) => {
    if (s3.object.versionId === undefined) {
      throw new Error('The notification names no version id: turn versioning of the raw bucket on');
    }
    return rawObject(decodeURIComponent(s3.object.key.replaceAll('+', ' ')), s3.object.versionId, eventTime);
  });
}

/** A message that `parseNotification` reads as S3's own. */
export function notificationOf(key: string, versionId: string, storedAt: string): string {
  const message: S3Message = {
    Records: [{ eventTime: storedAt, s3: { object: { key: encodeURIComponent(key).replaceAll('%20', '+'), versionId } } }],
  };
  return JSON.stringify(message);
}

interface S3Message {
  readonly Event?: string;
  readonly Records?: { readonly eventTime: string; readonly s3: { readonly object: { readonly key: string; readonly versionId?: string } } }[];
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
