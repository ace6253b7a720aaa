import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '../../lambda-src/store/dynamodb/transact';
import { openTables } from '../../lambda-src/store/tables/open-tables';

interface Request {
  readonly body: Uint8Array;
}

/** A client of the SDK whose requests get these answers in turn. */
function answering(answers: [number, object][]): { dynamo: DynamoDBClient; requests: Record<string, unknown>[] } {
  const requests: Record<string, unknown>[] = [];
  const dynamo = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: {
      handle: async (request: Request) => {
        requests.push(JSON.parse(new TextDecoder().decode(request.body)) as Record<string, unknown>);
        const [statusCode, body] = answers.shift()!;
        return { response: { statusCode, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(body))]) } };
      },
    } as never,
  });
  return { dynamo, requests };
}

const CANCELLED: [number, object] = [400, {
  __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException', message: 'm', CancellationReasons: [{ Code: 'TransactionConflict' }],
}];
const BROKEN: [number, object] = [500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'm' }];
const ACTIONS = [{ Put: { TableName: 't', Item: { source_id: 's', sk: 'k' } } }];

test('a new try after a cancelled transaction has a new token, and the SDK repeats a call with the same token', async () => {
  const { dynamo, requests } = answering([CANCELLED, BROKEN, [200, {}]]);
  const docs = DynamoDBDocumentClient.from(dynamo);
  expect(await transact(docs, ACTIONS)).toBe(false);
  expect(await transact(docs, ACTIONS)).toBe(true);
  const [cancelled, lost, repeated] = requests.map(({ ClientRequestToken: token }) => token);
  expect(cancelled).toMatch(/^[0-9a-f-]{36}$/);
  expect(lost).not.toBe(cancelled);
  expect(repeated).toBe(lost);
});

test('a number that somebody typed is read and written back unchanged, whatever its length', async () => {
  const typed = { source_id: { S: 's' }, sk: { S: 'k' }, large: { N: '12345678901234567890123456789012345678' }, precise: { N: '9007199254740993.5' }, unsafe: { N: '9007199254740992' }, seq: { N: '3' } };
  const { dynamo, requests } = answering([[200, { Item: typed }], [200, {}]]);
  const { registry } = openTables({} as never, { RAW_BUCKET: 'b', REGISTRY_TABLE: 'r', LEDGER_TABLE: 'l' }, dynamo);
  const { Item } = await registry.docs.send(new GetCommand({ TableName: 'r', Key: { source_id: 's', sk: 'k' } }));
  expect(Item!.seq).toBe(3);
  await transact(registry.docs, [{ Put: { TableName: 'r', Item: Item! } }]);
  expect((requests[1].TransactItems as [{ Put: { Item: object } }])[0].Put.Item).toEqual(typed);
});
