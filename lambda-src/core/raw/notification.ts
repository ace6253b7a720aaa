import { type RawObject, rawObject } from './raw-object';

interface S3Message {
  readonly Event?: string;
  readonly Records?: { readonly eventTime: string; readonly s3: { readonly object: { readonly key: string; readonly versionId?: string } } }[];
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
