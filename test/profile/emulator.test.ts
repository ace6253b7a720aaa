import { randomBytes } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { deadLetterKey } from '../../lambda-src/core/raw/kept-keys';
import { notificationOf } from '../../lambda-src/core/raw/notification';
import { rawObject } from '../../lambda-src/core/raw/raw-object';
import type { handler as decideHandler } from '../../lambda-src/functions/decide';
import type { handler as profileHandler } from '../../lambda-src/functions/profile';
import { copyToDeadLetters } from '../../lambda-src/functions/profile/dead-letter-copy';
import { putStream } from '../../lambda-src/functions/profile/put-stream';
import { headVersion } from '../../lambda-src/functions/profile/raw-bucket';
import type { handler as sweepHandler } from '../../lambda-src/functions/sweep';
import { LargeMaps } from '../../lambda-src/store/dynamodb/large-maps';
import { type Emulator, startEmulator } from '../../local/emulator';
import { inPieces } from '../formats/support';

/**
 * The handlers as Lambda calls them, with the SDK's own clients against the emulator. This shows what tables in memory
 * cannot show, such as marshalling, S3's versions and metadata, and how the services read every expression.
 */

const [REGISTRY, LEDGER, BUCKET] = ['registry', 'ledger', 'raw-files'];

let emulator: Emulator;
let docs: DynamoDBDocumentClient;
let s3: S3Client;
let sqs: SQSClient;
let alertQueue: string;
let handlers: { profile: typeof profileHandler; decide: typeof decideHandler; sweep: typeof sweepHandler };

beforeAll(async () => {
  emulator = await startEmulator({ auth: false, tls: false });
  Object.assign(process.env, emulator.env);
  s3 = new S3Client({});
  sqs = new SQSClient({});
  docs = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  await createTables();
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  const sources = [{ sourceId: 'orders', format: 'json', optionalFields: [] }, { sourceId: 'people', format: 'csv', optionalFields: [] }];
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'config.json', Body: JSON.stringify({ sources }) }));
  const topic = await topicWithQueue();
  Object.assign(process.env, {
    RAW_BUCKET: BUCKET,
    REGISTRY_TABLE: REGISTRY,
    LEDGER_TABLE: LEDGER,
    ALERT_TOPIC_ARN: topic,
    METRIC_NAMESPACE: 'Test',
    SOURCE_CONFIG_URI: `s3://${BUCKET}/config.json`,
    ATTEMPT_MILLIS: '360000',
    CLUSTER_NAME_PREFIX: 'test-',
    MAX_RUN_MINUTES: '60',
    PROFILE_QUEUE_URL: await createQueue('profile'),
    DECIDE_FAILURE_QUEUE_URL: await createQueue('decide-failures'),
  });
  // The handlers are loaded only now, because they read their environment when they are loaded.
  handlers = {
    profile: jest.requireActual<{ handler: typeof profileHandler }>('../../lambda-src/functions/profile').handler,
    decide: jest.requireActual<{ handler: typeof decideHandler }>('../../lambda-src/functions/decide').handler,
    sweep: jest.requireActual<{ handler: typeof sweepHandler }>('../../lambda-src/functions/sweep').handler,
  };
}, 120_000);
afterAll(async () => emulator.stop());

let output: string[];
beforeEach(() => {
  output = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    output.push(String(line));
    return true;
  });
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

async function createTables(): Promise<void> {
  const dynamo = new DynamoDBClient({});
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const }, { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const strings = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
  await dynamo.send(new CreateTableCommand({
    TableName: REGISTRY, BillingMode: 'PAY_PER_REQUEST', KeySchema: keys('source_id', 'sk'), AttributeDefinitions: strings('source_id', 'sk'),
  }));
  await dynamo.send(new CreateTableCommand({
    TableName: LEDGER,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys('source_id', 'sk'),
    AttributeDefinitions: strings('source_id', 'sk', 'unsent', 'due_at'),
    GlobalSecondaryIndexes: [{ IndexName: 'unsent', KeySchema: keys('unsent', 'due_at'), Projection: { ProjectionType: 'KEYS_ONLY' } }],
  }));
}

async function createQueue(name: string): Promise<string> {
  return (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl!;
}

async function topicWithQueue(): Promise<string> {
  const sns = new SNSClient({});
  alertQueue = await createQueue('alerts');
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: alertQueue, AttributeNames: ['QueueArn'] }));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn }));
  return TopicArn!;
}

async function store(sourceId: string, body: string, name = 'file') {
  const at = Date.now();
  const key = `raw/source=${sourceId}/date=${new Date(at).toISOString().slice(0, 10)}/${ulid(at)}_${name}`;
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body, Metadata: { sender: 'a' } }));
  return rawObject(key, VersionId!, new Date(at).toISOString());
}

/** An invocation that has all its time left. */
const CONTEXT = { getRemainingTimeInMillis: () => 900_000 } as Context;

async function profile(raw: { key: string; versionId: string }): Promise<SQSBatchResponse> {
  const body = notificationOf(raw.key, raw.versionId, new Date().toISOString());
  return handlers.profile({ Records: [{ messageId: 'm', receiptHandle: 'r', body }] } as unknown as SQSEvent, CONTEXT);
}

async function receive(sourceId: string, body: string) {
  const raw = await store(sourceId, body);
  expect(await profile(raw)).toEqual({ batchItemFailures: [] });
  return (await item(LEDGER, sourceId, `file#${raw.ingestId}`))!;
}

async function item(table: string, sourceId: string, sk: string): Promise<Record<string, unknown> | undefined> {
  return (await docs.send(new GetCommand({ TableName: table, Key: { source_id: sourceId, sk }, ConsistentRead: true }))).Item;
}

async function versions(sourceId: string): Promise<Record<string, unknown>[]> {
  const { Items } = await docs.send(new QueryCommand({
    TableName: REGISTRY, KeyConditionExpression: 'source_id = :p AND begins_with(sk, :v)', ExpressionAttributeValues: { ':p': sourceId, ':v': 'version#' },
  }));
  return Items!;
}

async function alerts(): Promise<Record<string, unknown>[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: alertQueue, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
  return Messages.map(({ Body }) => JSON.parse((JSON.parse(Body!) as { Message: string }).Message) as Record<string, unknown>);
}

test('a drift is announced and decided by hand, and the next file fits', async () => {
  const first = await receive('orders', '[{"id":9007199254740993,"a":{"b":[1]},"x":1}]');
  expect(first).toMatchObject({ state: 'PENDING', reading: { format: 'json', encoding: 'utf-8' } });

  const drifted = await receive('orders', '[{"id":1,"a":{"b":[1]}}]');
  const sk = drifted.registry_version as string;
  expect(await item(REGISTRY, 'orders', sk)).toMatchObject({ status: 'BREAKING', compatibility: 'BACKWARD' });
  expect(await alerts()).toEqual([expect.objectContaining({
    kind: 'schema_drift', source_id: 'orders', version: sk, removed: [{ path: 'x', type: 'bigint', present: 1, records: 1 }],
  })]);
  const metrics = output.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  const ofOrders = { source_id: 'orders', _aws: { CloudWatchMetrics: [expect.objectContaining({ Namespace: 'Test', Dimensions: [[], ['source_id']] })] } };
  expect(metrics.slice(-2)).toEqual([
    { FilesProfiled: 1, ...ofOrders, _aws: expect.objectContaining(ofOrders._aws) },
    { BreakingSchemaDrift: 1, ...ofOrders, _aws: expect.objectContaining(ofOrders._aws) },
  ]);

  await docs.send(new UpdateCommand({
    TableName: REGISTRY,
    Key: { source_id: 'orders', sk },
    UpdateExpression: 'SET #s = :s, note = :n',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': 'ACTIVE', ':n': 'x is gone' },
  }));
  await handlers.decide({ Records: [{ dynamodb: { Keys: { source_id: { S: 'orders' }, sk: { S: sk } } } }] });
  expect(await item(REGISTRY, 'orders', sk)).toMatchObject({ status: 'ACTIVE', resolution: { verdict: 'approved', note: 'x is gone' } });
  expect(await receive('orders', '[{"id":2,"a":{"b":[2]}}]')).toMatchObject({ registry_version: sk });
});

test('a CSV file with a column named __proto__ and a schema that is too wide for an item loses nothing', async () => {
  const names = ['__proto__', ...Array.from({ length: 6_000 }, (_, index) => `column_${index}_${ulid()}`)];
  const row = await receive('people', `${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`);
  expect(typeof row.reading).toBe('string');
  expect((await new LargeMaps(s3, BUCKET).read(row.reading as string)).get('columns')).toEqual(names);
  const { fields } = (await item(REGISTRY, 'people', row.registry_version as string))!;
  const types = await new LargeMaps(s3, BUCKET).read(fields as string);
  expect(types.size).toBe(names.length);
  expect(types.get('__proto__')).toBe('bigint');
  expect(await receive('people', `${names.join(',')}\n${names.map(() => 1).join(',')}\n`)).toMatchObject({ registry_version: row.registry_version });
});

test('exactly the bad version of a file moves to the dead letters, with its metadata', async () => {
  const raw = await store('orders', '{"id":');
  await profile(raw);
  expect(await item(LEDGER, 'orders', `file#${raw.ingestId}`)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'malformed_json' });
  const letter = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: deadLetterKey(raw) }));
  expect(letter.Metadata).toMatchObject({ 'sender': 'a', 'dead-letter-reason': 'malformed_json', 'raw-version-id': raw.versionId });
  expect(await headVersion(s3, BUCKET, raw.key, raw.versionId)).toBeUndefined();
});

test('an object too large for one copy is copied in parts', async () => {
  const body = Buffer.alloc(11 * 1024 * 1024, 'x').toString();
  const raw = await store('orders', body, 'größe 50%+.json');
  const stored = (await headVersion(s3, BUCKET, raw.key, raw.versionId))!;
  const { reason } = new FileFault('malformed_json', '');
  await copyToDeadLetters(s3, BUCKET, raw, stored, { reason }, 5 * 1024 * 1024);
  const copy = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: deadLetterKey(raw) }));
  expect(await copy.Body!.transformToString()).toBe(body);
  expect(copy.Metadata).toMatchObject({ reason: 'malformed_json' });
});

describe('a stream of unknown length', () => {
  const MIB = 1024 ** 2;
  const target = (name: string) => ({ Bucket: BUCKET, Key: `reading-copies/${name}`, ContentType: 'application/gzip' });

  test.each([['nothing', 0], ['less than a part', MIB], ['a part', 5 * MIB], ['a part and a byte', 5 * MIB + 1], ['three parts', 12 * MIB]])(
    'is one object: %s', async (name, bytes) => {
      const body = randomBytes(bytes);
      const written = await putStream(s3, target(name), inPieces(body, [65_536, 7]), 5 * MIB);
      const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `reading-copies/${name}`, VersionId: written.versionId }));
      expect(written).toEqual({ versionId: object.VersionId, etag: object.ETag, bytes });
      expect(Buffer.compare(Buffer.from(await object.Body!.transformToByteArray()), body)).toBe(0);
    },
  );

  test('that breaks off leaves neither an object nor parts of one', async () => {
    const broken = async function* () {
      yield* inPieces(randomBytes(11 * MIB), [65_536]);
      throw new Error('the connection is gone');
    };
    await expect(putStream(s3, target('broken'), broken(), 5 * MIB)).rejects.toThrow('the connection is gone');
    expect(await headVersion(s3, BUCKET, 'reading-copies/broken')).toBeUndefined();
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? []).toEqual([]);
  });
});

test('a message for a file that is being read is hidden until the attempt ends', async () => {
  const raw = await store('orders', '{"id":1}');
  const until = new Date(Date.now() + 300_000).toISOString();
  await docs.send(new PutCommand({
    TableName: LEDGER, Item: { source_id: 'orders', sk: `attempt#${raw.ingestId}`, attempt_id: 'another', expired: 0, until },
  }));
  const QueueUrl = process.env.PROFILE_QUEUE_URL;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: notificationOf(raw.key, raw.versionId, new Date().toISOString()) }));
  const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
  const answer = await handlers.profile({
    Records: [{ messageId: message.MessageId, receiptHandle: message.ReceiptHandle, body: message.Body }],
  } as unknown as SQSEvent, CONTEXT);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: message.MessageId }] });
  expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).toEqual([]);
});

test('the sweep publishes what was left unsent, decides after the stream failed, and reports what it could not send', async () => {
  const at = new Date(Date.now() - 60_000).toISOString();
  await docs.send(new PutCommand({
    TableName: LEDGER,
    Item: { source_id: 'orders', sk: 'alert#left', message: '{"kind":"run_failed","alert_id":"left"}', unsent: 'unsent', due_at: at },
  }));
  const drifted = await receive('orders', '[{"id":1}]');
  const sk = drifted.registry_version as string;
  await docs.send(new UpdateCommand({
    TableName: REGISTRY,
    Key: { source_id: 'orders', sk },
    UpdateExpression: 'SET #s = :s, note = :n',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': 'DEPRECATED', ':n': 'no' },
  }));
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.DECIDE_FAILURE_QUEUE_URL, MessageBody: '{"DDBStreamBatchInfo":{}}' }));
  await handlers.sweep({}, { getRemainingTimeInMillis: () => 300_000 });

  expect(await item(LEDGER, 'orders', 'alert#left')).toMatchObject({ sent_at: expect.any(String) });
  expect(await item(LEDGER, 'orders', 'alert#left')).not.toHaveProperty('unsent');
  expect((await versions('orders')).find((version) => version.sk === sk)).toMatchObject({ status: 'DEPRECATED', resolution: { verdict: 'rejected' } });
  expect(await item(LEDGER, '#deployment', 'search#forgotten##others')).toMatchObject({ done: true });
  expect(output.join('')).toContain('"AlertsUnsent":0');
});
