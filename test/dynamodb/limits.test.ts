import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { ulid } from 'ulid';
import { takeTurns } from '../../lambda-src/functions/sweep/searches';
import { decide } from '../../lambda-src/store/decisions/decide';
import { itemBytes } from '../../lambda-src/store/dynamodb/limits';
import { Runs } from '../../lambda-src/store/runs/runs';
import { lookAtPending, takeOut } from '../../lambda-src/store/tables/pending-files';
import { storedBytes } from '../support/item-size';
import { Random } from '../support/random';
import { Story } from '../support/story';
import type { Gate } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

/** A name in a map; maps with the two excluded names are never stored as maps. */
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__' && text !== 'constructor');

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(), fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -9e15, max: 9e15 }),
    fc.uint8Array({ minLength: 1 }), fc.constant(NumberValue.from('12345678901234567890123456789012345678')),
    fc.array(tie('value'), { maxLength: 5 }), fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
})).value;

test('the counted size of an item is never too small, and not much too large', () => {
  fc.assert(fc.property(fc.dictionary(name, value), (item) => {
    const [counted, stored] = [itemBytes(item), storedBytes(item)];
    const numbers = JSON.stringify(item).length; // an upper bound on how many numbers there are
    expect(counted).toBeGreaterThanOrEqual(stored);
    expect(counted).toBeLessThanOrEqual(stored + 20 * numbers);
  }));
});

/** The files with functions that send transactions, found in the code. */
function senders(): string[] {
  const root = join(__dirname, '..', '..', 'lambda-src');
  return (readdirSync(root, { recursive: true, encoding: 'utf8' }))
    .filter((file) => file.endsWith('.ts') && file !== 'store/dynamodb/transact.ts' && /\btransact\(/.test(readFileSync(join(root, file), 'utf8')))
    .sort();
}

/** Records which file sent each transaction that passes. */
function noting(seen: Set<string>): Gate {
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (command.constructor.name === 'TransactWriteCommand') {
        const frames = new Error().stack!.match(/lambda-src\/[\w/-]+\.ts/g) ?? [];
        const from = frames.find((frame) => frame !== 'lambda-src/store/dynamodb/transact.ts');
        if (from !== undefined) {
          seen.add(from.slice('lambda-src/'.length));
        }
      }
      return send(command);
    };
    return client;
  };
}

/** Almost as many fields as a struct may have, with names so long that each map of an item has almost the largest size of its form. */
const FIELDS = 1_990;
const SHAPES = { 'as they are': 20, 'packed': 36 };
const OPEN = 20;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

test.each(Object.entries(SHAPES))('every transaction of the functions is within the limits with the widest rows, whose maps are kept %s', async (_, length) => {
  const random = new Random(length);
  const names = Array.from({ length: FIELDS }, () => Array.from({ length }, () => random.pick([...ALPHABET])).join(''));
  const record = (without?: number, rest: object = {}) =>
    JSON.stringify({ ...Object.fromEntries(names.filter((__, index) => index !== without).map((field) => [field, 1])), ...rest });
  const story = new Story();
  const seen = new Set<string>();
  const gate = noting(seen);
  const receive = async (body: string, key?: string) => {
    const raw = story.store(body, key);
    await story.profile(raw, gate);
    return story.row(raw)!;
  };
  const decideAll = async () => decide(story.deps(gate), 'orders', 'json', 'version#');

  // The tables in memory refuse every transaction that DynamoDB would refuse.
  const first = await receive(record(FIELDS - 1));
  await receive(record());
  expect(storedBytes(story.version('ACTIVE').item!)).toBeGreaterThan(100_000);
  for (let index = 0; index < OPEN; index++) {
    await receive(record(index));
  }
  await receive(record(OPEN)); // one too many
  await receive('{"a":'); // a dead letter
  await receive(record(), 'raw/source=orders/date=2026-11-24/foreign.json');
  await receive(record(), first.key); // overwritten

  // People may save an item of any size up to the largest.
  const fill = (sk: string) => {
    const item = story.tables.get('registry', 'orders', sk)!;
    story.edit(sk, { note: 'n'.repeat(400 * 1024 - storedBytes(item) - 100) });
  };
  for (const { key } of story.versions()) {
    fill(key);
  }
  story.edit(story.head.open[0], { status: 'DEPRECATED' });
  story.edit(story.head.open[1], { status: 'ACTIVE' });
  story.edit(story.head.open[2], { status: 'RETIRED' });
  await decideAll();
  expect(story.head.open.length).toBeLessThanOrEqual(OPEN - 2);
  for (const { item } of story.versions()) {
    story.tables.remove('registry', item!);
  }
  await decideAll();
  expect(story.versions()).not.toHaveLength(0);

  await receive(record(undefined, { more: 1 })); // ACTIVE moves, so that an approval has to join two versions
  story.edit(story.head.open[0], { status: 'ACTIVE', note: 'n' });
  await decideAll();

  const { registry, ledger, outbox } = story.deps(gate);
  let taken = 0;
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const look = await lookAtPending({ registry, ledger }, 'orders', { after: next });
    taken += await takeOut(ledger, look.rejected);
    next = look.next;
  }
  expect(taken).toBeGreaterThan(0);
  const runs = new Runs(ledger);
  await runs.take('20261124T080000Z', 'cluster', story.now);
  await runs.fail((await runs.lease())!, 'x'.repeat(10_000), story.now, [outbox.runFailed('20261124T080000Z', 'x'.repeat(10_000), story.now).action]);
  await receive(`{"id":"${ulid()}"}`);
  // A sweep whose time ends before the last of many searches records which of them had a turn.
  let turns = 0;
  const searches = Array.from({ length: 250 }, (__, index) => ({
    name: `${'x'.repeat(60)}${index}`,
    every: 0,
    turn: async () => {
      turns++;
      return {};
    },
  }));
  await takeTurns({ ...story.deps(gate), remainingMillis: () => (turns < 220 ? 60_000 : 0) }, 'forgotten', searches);
  expect(turns).toBe(220);

  expect([...seen].sort()).toEqual(senders());
  expect(Math.max(...story.tables.transactions.map(({ bytes }) => bytes))).toBeGreaterThan(2 * 1024 * 1024);
});
