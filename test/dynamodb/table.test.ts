import { type Condition, absent, anItem, anyOf, lessThan, noItem, oneOf, present } from '../../lambda-src/store/dynamodb/condition';
import { NextFrom } from '../../lambda-src/store/dynamodb/item-change';
import { Table, beginningWith } from '../../lambda-src/store/dynamodb/table';
import { transact } from '../../lambda-src/store/dynamodb/transact';
import { UnsentIndex } from '../../src/contract';
import { Latitude } from '../support/latitude';
import { MemoryTables } from '../support/memory-tables';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

interface Row {
  readonly sk: string;
  readonly state: string;
  readonly count: number;
  readonly until?: string;
  readonly detail?: string;
}

const KEY = { source_id: 'orders', sk: 'lease' };
const ROW: Row = { sk: 'lease', state: 'OPEN', count: 3, until: '2026-11-24' };

let now: number;
let tables: MemoryTables;
let table: Table;
beforeEach(() => {
  now = 0;
  tables = new MemoryTables(() => now);
  table = new Table(tables.client(), 'ledger');
  tables.put('ledger', { ...KEY, ...ROW });
});

const stored = () => tables.get('ledger', KEY.source_id, KEY.sk);

describe('a condition', () => {
  const conditions: [string, boolean, Condition<Row>][] = [
    ['every attribute has the value', true, { state: 'OPEN', count: 3 }],
    ['one attribute has another', false, { state: 'OPEN', count: 4 }],
    ['an attribute is absent', true, { detail: absent }],
    ['an attribute that is there is absent', false, { until: absent }],
    ['an attribute is absent, said by undefined', true, { state: 'OPEN', detail: undefined }],
    ['an attribute that is there is absent, said by undefined', false, { state: 'OPEN', until: undefined }],
    ['an attribute is present', true, { until: present }],
    ['an attribute that is not there is present', false, { detail: present }],
    ['a value is less', true, { until: lessThan('2026-11-25') }],
    ['a value is not less', false, { until: lessThan('2026-11-24') }],
    ['an absent value is less', false, { detail: lessThan('x') }],
    ['a value is one of several', true, { state: oneOf('SHUT', 'OPEN') }],
    ['a value is none of several', false, { state: oneOf('SHUT', 'LOST') }],
    ['there is no item', false, noItem],
    ['there is an item', true, anItem],
    ['the second of two parts holds', true, anyOf(noItem, { state: 'OPEN', until: lessThan('2026-11-25') })],
    ['no part holds', false, anyOf(noItem, { state: 'SHUT' }, { count: 4 })],
  ];

  test.each(conditions)('that %s: %s', async (_, isMet, condition) => {
    expect(await transact(table.docs, [table.check<Row>(KEY.source_id, KEY.sk, condition)])).toBe(isMet);
    expect(await table.write(table.update<Row>(KEY.source_id, KEY.sk, { set: { count: 9 } }, condition))).toBe(isMet);
    expect(stored()).toEqual({ ...KEY, ...ROW, count: isMet ? 9 : 3 });
  });

  test('holds for a put and for a deletion, too', async () => {
    expect(await table.write(table.put(KEY.source_id, KEY.sk, ROW, noItem))).toBe(false);
    expect(await table.write(table.delete<Row>(KEY.source_id, KEY.sk, { state: 'SHUT' }))).toBe(false);
    expect(stored()).toEqual({ ...KEY, ...ROW });
    expect(await table.write(table.delete<Row>(KEY.source_id, KEY.sk, { state: 'OPEN' }))).toBe(true);
    expect(stored()).toBeUndefined();
    expect(await table.write(table.put(KEY.source_id, KEY.sk, { state: 'OPEN' }, noItem))).toBe(true);
    expect(stored()).toEqual({ ...KEY, state: 'OPEN' });
  });

  test('is all that a write may fail for: another error is thrown', async () => {
    const broken = new Table({ send: async () => Promise.reject(new Error('throttled')) } as never, 'ledger');
    await expect(broken.write(broken.delete(KEY.source_id, KEY.sk))).rejects.toThrow('throttled');
  });
});

describe('a change', () => {
  test('sets what has a value, removes what is named, and adds to numbers', async () => {
    await table.write(table.update<Row>(KEY.source_id, KEY.sk, { set: { state: 'SHUT', detail: undefined }, remove: ['until'], add: { count: 2 } }));
    expect(stored()).toEqual({ ...KEY, state: 'SHUT', count: 5 });
  });

  test('makes an item where there is none, and numbers in it', async () => {
    await table.write(table.update<Row>('orders', 'new', { set: { state: 'OPEN' }, add: { count: 2 } }));
    expect(await table.get('orders', 'new')).toEqual({ source_id: 'orders', sk: 'new', state: 'OPEN', count: 2 });
  });

  test('counts on from a number, and returns the item', async () => {
    const update = table.update<Row>('orders', 'new', { set: { count: new NextFrom(0) } }, { state: absent });
    expect(await table.writeAndGet<Row>(update)).toMatchObject({ count: 0 });
    expect(await table.writeAndGet<Row>(update)).toMatchObject({ count: 1 });
    tables.put('ledger', { source_id: 'orders', sk: 'new', state: 'OPEN' });
    expect(await table.writeAndGet<Row>(update)).toBeUndefined();
  });
});

describe('of many rows', () => {
  const names = Array.from({ length: 250 }, (_, index) => `file#${String(index).padStart(3, '0')}`);
  const fill = (into: MemoryTables) => names.filter((_, index) => index % 5 !== 0)
    .forEach((sk) => into.put('ledger', { source_id: 'orders', sk, count: 1, state: 'OPEN' }));
  const existing = names.filter((_, index) => index % 5 !== 0);
  const collect = async (rows: AsyncIterable<Row>) => {
    const found: Row[] = [];
    for await (const row of rows) {
      found.push(row);
    }
    return found;
  };

  test('every one that is asked for comes, however often a batch leaves some over, and those that do not exist do not', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const late = new MemoryTables(() => 0, new Latitude(seed));
      fill(late);
      const found = await new Table(late.client(), 'ledger').getMany<Row>('orders', names, { attributes: ['sk', 'count'] });
      expect(found.map(({ sk }) => sk).sort()).toEqual(existing);
      expect(found[0]).toEqual({ sk: expect.any(String), count: 1 });
    }
  });

  test('a range has all from the first to the last, in order or against it, as far as they are asked for', async () => {
    fill(tables);
    tables.put('ledger', { source_id: 'others', sk: 'file#001' });
    const sortKeys = async (...[range, options]: [{ from: string; to: string }, object?]) => (await collect(table.range<Row>('orders', range, options))).map(({ sk }) => sk);
    expect(await sortKeys(beginningWith('file#'))).toEqual(existing);
    expect(await sortKeys({ from: 'file#002', to: 'file#007' }, { isBackwards: true })).toEqual(['file#007', 'file#006', 'file#004', 'file#003', 'file#002']);
    now += 3_600_000;
    const [row] = await collect(table.range<Row>('orders', beginningWith('file#'), { attributes: ['state'], mayBeOld: true }));
    expect(row).toEqual({ state: 'OPEN' });
  });

  test('pages follow each other, and the last one names no other', async () => {
    fill(tables);
    const found: string[] = [];
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { rows, next } = await table.page<Row>('orders', beginningWith('file#'), { after }, 30);
      found.push(...rows.map(({ sk }) => sk));
      after = next;
    }
    expect(found).toEqual(existing);
    expect((await table.page<Row>('orders', beginningWith('file#'), { isBackwards: true })).rows.map(({ sk }) => sk)).toEqual([...existing].reverse().slice(0, 100));
  });

  test('whether there is any is told of those that begin so', async () => {
    fill(tables);
    expect(await table.hasAny('orders', beginningWith('file#24'))).toBe(true);
    expect(await table.hasAny('orders', beginningWith('file#25'))).toBe(false);
    expect(await table.hasAny('others', beginningWith('file#'))).toBe(false);
  });

  test('an index shows those up to a bound', async () => {
    for (const [sk, due] of [['alert#a', '3'], ['alert#b', '1'], ['alert#c', '2']]) {
      tables.put('ledger', { source_id: 'orders', sk, [UnsentIndex.PARTITION_KEY]: 'unsent', [UnsentIndex.SORT_KEY]: due });
    }
    now += 3_600_000;
    const found: string[] = [];
    for await (const { rows } of table.indexed<Row>(UnsentIndex, 'unsent', '2')) {
      found.push(...rows.map(({ sk }) => sk));
    }
    expect(found).toEqual(['alert#b', 'alert#c']);
  });
});
