import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import type { Item } from './expressions';
import { Latitude } from './latitude';
import { MemoryTables } from './memory-tables';

const TABLE = 'ledger';
const LATER = 60_000;

/** All items of a query, read page by page, and the number of pages. */
async function all(tables: MemoryTables, input: Omit<QueryCommandInput, 'TableName'>): Promise<{ items: Item[]; pages: number }> {
  const items: Item[] = [];
  let pages = 0;
  let from: Item | undefined;
  do {
    const page = await tables.client().send(new QueryCommand({ TableName: TABLE, ExclusiveStartKey: from, ...input }));
    items.push(...page.Items!);
    from = page.LastEvaluatedKey;
    pages++;
  } while (from !== undefined);
  return { items, pages };
}

const UNSENT: Omit<QueryCommandInput, 'TableName'> = {
  IndexName: 'unsent', KeyConditionExpression: 'unsent = :w AND due_at <= :now', ExpressionAttributeValues: { ':w': 'x', ':now': '9' },
};

const key = fc.record({ source_id: fc.constantFrom('a', 'a#', 'b'), sk: fc.stringMatching(/^[ab]{0,3}$/) });
const change = fc.record({
  key, item: fc.option(fc.record({ due_at: fc.constantFrom('1', '2', '3'), unsent: fc.option(fc.constant('x'), { nil: undefined }) })),
});
const CONDITIONS: Record<string, (sk: string, low: string, high: string) => boolean> = {
  'sk BETWEEN :low AND :high': (sk, low, high) => sk >= low && sk <= high,
  'begins_with(sk, :low)': (sk, low) => sk.startsWith(low),
  'sk <= :low': (sk, low) => sk <= low,
  'sk < :low': (sk, low) => sk < low,
  'sk >= :low': (sk, low) => sk >= low,
  'sk > :low': (sk, low) => sk > low,
  'sk = :low': (sk, low) => sk === low,
};

test('a query returns each item that meets its conditions once and in order, however small the pages are', async () => {
  await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 60 }), fc.constantFrom(...Object.keys(CONDITIONS)),
    fc.tuple(fc.constantFrom('', 'a', 'ab', 'b'), fc.constantFrom('a', 'b', 'bbb')), fc.boolean(), fc.integer({ min: 1, max: 9 }),
    async (changes, condition, [low, high], isForward, seed) => {
      let now = 0;
      const tables = new MemoryTables(() => now, new Latitude(seed));
      const model = new Map<string, Item>();
      for (const { key: at, item } of changes) {
        if (item === null) {
          tables.remove(TABLE, at);
          model.delete(JSON.stringify(at));
        } else {
          tables.put(TABLE, { ...at, ...item });
          model.set(JSON.stringify(at), { ...at, ...item });
        }
      }
      now = LATER;
      const expected = [...model.values()].filter(({ source_id: p, sk }) => p === 'a' && CONDITIONS[condition](sk as string, low, high))
        .map(({ sk }) => sk as string).sort();
      const found = await all(tables, {
        KeyConditionExpression: `source_id = :p AND ${condition}`,
        ExpressionAttributeValues: { ':p': 'a', ':low': low, ...condition.includes(':high') ? { ':high': high } : {} },
        ScanIndexForward: isForward,
      });
      expect(found.items.map(({ sk }) => sk)).toEqual(isForward ? expected : expected.reverse());
      expect(found.pages).toBeGreaterThanOrEqual(Math.ceil(expected.length / 3));

      const waiting = [...model.values()].filter(({ unsent }) => unsent !== undefined);
      const listed = (await all(tables, UNSENT)).items;
      expect(listed.map(({ due_at: due }) => due)).toEqual(waiting.map(({ due_at: due }) => due).sort());
      expect(listed).toHaveLength(waiting.length);
      expect(listed).toEqual(expect.arrayContaining(waiting.map((item) => expect.objectContaining({ source_id: item.source_id, sk: item.sk }))));
    }), { numRuns: 300 });
});

test('an eventually consistent read or an index may be late for a while, but a consistent read never is', async () => {
  let now = 0;
  const tables = new MemoryTables(() => now);
  const Key = { source_id: 'a', sk: 'alert' };
  tables.put(TABLE, { ...Key, due_at: '1', unsent: 'x' });
  const seen = async (ConsistentRead: boolean) => (await tables.client().send(new GetCommand({ TableName: TABLE, Key, ConsistentRead }))).Item;
  const waiting = async () => (await all(tables, UNSENT)).items.map(({ due_at: due }) => due).join();
  const looks = async () => ({
    consistent: new Set(await Promise.all(Array.from({ length: 40 }, async () => (await seen(true))?.due_at))),
    eventual: new Set(await Promise.all(Array.from({ length: 40 }, async () => (await seen(false))?.due_at))),
    index: new Set(await Promise.all(Array.from({ length: 40 }, waiting))),
  });
  expect(await looks()).toEqual({ consistent: new Set(['1']), eventual: new Set([undefined, '1']), index: new Set(['', '1']) });
  now += LATER;
  expect(await looks()).toEqual({ consistent: new Set(['1']), eventual: new Set(['1']), index: new Set(['1']) });
  tables.put(TABLE, { ...Key, due_at: '2' });
  expect(await looks()).toEqual({ consistent: new Set(['2']), eventual: new Set(['1', '2']), index: new Set(['', '1']) });
  now += LATER;
  tables.remove(TABLE, Key);
  expect(await looks()).toEqual({ consistent: new Set([undefined]), eventual: new Set([undefined, '2']), index: new Set(['']) });
});

test('a batch leaves keys over, and serves the others in any order', async () => {
  const tables = new MemoryTables();
  const keys = Array.from({ length: 9 }, (_, index) => ({ source_id: 'a', sk: `${index}` }));
  keys.forEach((each) => tables.put(TABLE, each));
  const replies = [];
  for (let i = 0; i < 20; i++) {
    replies.push(await tables.client().send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: keys, ConsistentRead: true } } })));
  }
  for (const { Responses, UnprocessedKeys } of replies) {
    const left = UnprocessedKeys![TABLE];
    expect(left?.ConsistentRead).toBe(left && true);
    expect([...Responses![TABLE], ...left?.Keys ?? []].map(({ sk }) => sk as string).sort()).toEqual(keys.map(({ sk }) => sk));
  }
  expect(replies.some(({ UnprocessedKeys }) => TABLE in UnprocessedKeys!)).toBe(true);
  expect(replies.map(({ Responses }) => Responses![TABLE].map(({ sk }) => sk).join()).some((order) => order !== [...order].sort().join())).toBe(true);
});

test.each<[string, () => object]>([
  ['a placeholder that occurs in no expression', () => new GetCommand({ TableName: TABLE, Key: { source_id: 'a', sk: 'b' }, ExpressionAttributeNames: { '#x': 'x' } })],
  ['an option that it does not know', () => new GetCommand({ TableName: TABLE, Key: { source_id: 'a', sk: 'b' }, ReturnConsumedCapacity: 'TOTAL' })],
  ['a consistent read of an index', () => new QueryCommand({ TableName: TABLE, ...UNSENT, ConsistentRead: true })],
  ['a key condition that it does not understand', () => new QueryCommand({
    TableName: TABLE, KeyConditionExpression: 'source_id = :p AND other = :v', ExpressionAttributeValues: { ':p': 'a', ':v': 'b' },
  })],
  ['one key twice in a batch', () => new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: [{ source_id: 'a', sk: 'b' }, { source_id: 'a', sk: 'b' }] } } })],
])('the tables refuse %s', async (_, command) => {
  await expect(new MemoryTables().client().send(command() as never)).rejects.toThrow(/in no expression|not in memory|consistently|not understood|twice/);
});
