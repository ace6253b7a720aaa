import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { Env, TableKey } from '../../../src/contract';
import { isVersionKey } from '../../core/registry/version-key';
import { Outbox } from '../../store/alerts/outbox';
import { decide } from '../../store/decisions/decide';
import { loadSourceConfig } from '../../store/source-config/load-source-config';
import { openTables } from '../../store/tables/open-tables';
import { emit } from '../emit';
import { requiredEnv } from '../environment';

const s3 = new S3Client({});
const sns = new SNSClient({});
const { registry, ledger } = openTables(s3);
const outbox = new Outbox(ledger, sns, requiredEnv(Env.ALERT_TOPIC_ARN), emit);

/**
 * Looks at every version that the registry's stream reports as changed or deleted. Only the item's key is taken from the event. Its
 * status is read from the table, because a later edit may have followed.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<void> {
  const sources = await loadSourceConfig(s3);
  for (const { dynamodb } of event.Records) {
    const sourceId = dynamodb?.Keys?.[TableKey.PARTITION]?.S;
    const sk = dynamodb?.Keys?.[TableKey.SORT]?.S;
    if (sourceId === undefined || sk === undefined || !isVersionKey(sk)) {
      throw new Error('The stream record names no version: the event source mapping must filter for keys that begin with version#');
    }
    const source = sources.get(sourceId);
    if (source === undefined) {
      console.warn(`${sourceId} ${sk} was edited, but the source is not registered: the decision waits until it is.`);
      continue;
    }
    await decide({ registry, ledger, outbox, clock: Date.now }, sourceId, source.format, sk);
  }
}
