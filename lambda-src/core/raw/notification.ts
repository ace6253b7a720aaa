import { type RawObject, rawObject } from './raw-object';

interface S3Message {
  readonly Event?: string;
  readonly Records?: { readonly eventTime: string; readonly s3: { readonly object: { readonly key: string; readonly versionId?: string } } }[];
}

/**
 * The objects that a queue message names: those of an S3 notification, and none for S3's test event.
 *
 * @throws Error if the message is not a notification, or if the bucket keeps no versions
 */
export function parseNotification(body: string): RawObject[] {
  const message = JSON.parse(body) as S3Message;
  if (message.Event === 's3:TestEvent') {
    return [];
  }
  if (!Array.isArray(message.Records)) {
    throw new Error('The message is not an S3 notification: it has no Records');
  }
  return message.Records.map(({ eventTime, s3 }) => {
    if (s3.object.versionId === undefined) {
      throw new Error('The notification names no version id: turn on versioning of the raw bucket');
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
