import { randomInt, randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { ProfileDeps } from './deps';
import { profileObject } from './profile-object';
import { ReadingTime } from './reading-time';
import { Env } from '../../../src/contract';
import { parseNotification } from '../../core/raw/notification';
import { Outbox } from '../../store/alerts/outbox';
import { Attempts } from '../../store/ledger/attempts';
import { loadSourceConfig } from '../../store/source-config/load-source-config';
import { openTables } from '../../store/tables/open-tables';
import { emit } from '../emit';
import { requiredEnv } from '../environment';

/** Longest time that SQS hides a message, in seconds. */
const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;
/** Messages postponed to one moment come back up to this many seconds apart. */
const JITTER_SECONDS = 20;

const s3 = new S3Client({});
const sns = new SNSClient({});
const sqs = new SQSClient({});

/** Cheap to build: the clients and the source configuration are kept between invocations. */
async function openDeps(readingTime: ReadingTime): Promise<ProfileDeps> {
  const tables = openTables(s3);
  return {
    ...tables,
    s3,
    rawBucket: requiredEnv(Env.RAW_BUCKET),
    readingTime,
    attempts: new Attempts(tables.ledger, Number(requiredEnv(Env.ATTEMPT_MILLIS))),
    outbox: new Outbox(tables.ledger, sns, requiredEnv(Env.ALERT_TOPIC_ARN), emit),
    sources: await loadSourceConfig(s3),
    emit,
    clock: Date.now,
    newId: randomUUID,
  };
}

/** Profiles the raw objects that S3, or the sweep, put on the queue. */
export async function handler(event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> {
  const deps = await openDeps(new ReadingTime(() => context.getRemainingTimeInMillis()));
  const failed = [];
  for (const record of event.Records) {
    if (!await handle(deps, record)) {
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failed };
}

/** @returns whether the message is done with */
async function handle(deps: ProfileDeps, record: SQSRecord): Promise<boolean> {
  try {
    for (const raw of parseNotification(record.body)) {
      const outcome = await profileObject(deps, raw);
      if (outcome.kind === 'postpone') {
        await postpone(record.receiptHandle, Date.parse(outcome.until) - deps.clock());
        return false;
      }
    }
    return true;
  } catch (error) {
    console.error(`Message ${record.messageId} failed and is delivered again: ${record.body}`, error);
    return false;
  }
}

async function postpone(receiptHandle: string, millis: number): Promise<void> {
  const seconds = Math.max(0, Math.ceil(millis / 1000)) + randomInt(JITTER_SECONDS);
  await sqs.send(new ChangeMessageVisibilityCommand({
    QueueUrl: requiredEnv(Env.PROFILE_QUEUE_URL),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: Math.min(seconds, MAX_VISIBILITY_SECONDS),
  }));
}
