import { randomBytes } from 'node:crypto';
import type { FieldType } from '../../lambda-src/core/schema/field-type';
import { LargeMaps } from '../../lambda-src/store/dynamodb/large-maps';
import { RegistryTable } from '../../lambda-src/store/registry/registry-table';
import { LARGE_MAP_BYTES } from '../../src/contract';
import { MemoryBucket } from '../support/memory-bucket';
import { MemoryTables } from '../support/memory-tables';

const bucket = new MemoryBucket(() => 0);
const maps = new LargeMaps(bucket.client(), 'raw');

/** The largest item that DynamoDB accepts, in bytes. */
const MAX_ITEM_BYTES = 400 * 1024;

function fields(count: number, name: (index: number) => string): Map<string, FieldType> {
  return new Map(Array.from({ length: count }, (_, index) => [name(index), 'string']));
}

const similar = (index: number) => `field_number_${index}`;
const unlike = () => randomBytes(64).toString('hex');

test.each([
  ['a map', fields(10, similar), (attribute: unknown) => typeof attribute === 'object' && !(attribute instanceof Uint8Array)],
  ['gzipped', fields(5_000, similar), (attribute: unknown) => attribute instanceof Uint8Array],
  ['an object in S3', fields(5_000, unlike), (attribute: unknown) => typeof attribute === 'string'],
])('a map is kept as %s if it fits, and read back whole', async (_, entries, isForm) => {
  const attribute = await maps.write('orders', entries);
  expect(isForm(attribute)).toBe(true);
  expect(await maps.read(attribute)).toEqual(entries);
});

test('the S3 form is named after its content, so racing writers do not replace each other', async () => {
  const [one, other] = [fields(5_000, unlike), fields(5_000, unlike)];
  const [key, otherKey] = [await maps.write('orders', one), await maps.write('orders', other)];
  expect(key).toMatch(/^schemas\/source=orders\/[0-9a-f]{64}\.json\.gz$/);
  expect(otherKey).not.toBe(key);
  expect(await maps.write('orders', one)).toBe(key);
});

test.each(['__proto__', 'constructor'])('a field named %s survives at the top level and below', async (name) => {
  const entries: [string, unknown][] = [[name, 'string'], ['type_changed', JSON.parse(`{"${name}":{"from":"bigint"}}`)]];
  for (const some of [entries, entries.slice(1)]) {
    const attribute = await maps.write('orders', some);
    // The SDK's marshaller would drop it from a map.
    expect(attribute).toBeInstanceOf(Uint8Array);
    expect([...await maps.read(attribute)]).toEqual(some);
  }
});

test('a version and a head of the widest schema fit into an item', async () => {
  // Each map is as large as it may be before it takes its next form.
  const entries = new Map<string, FieldType>();
  for (let bytes = 2, index = 0; bytes < LARGE_MAP_BYTES - 40; index++) {
    entries.set(similar(index), 'string');
    bytes += similar(index).length + '"":"string",'.length;
  }
  const registry = new RegistryTable(new MemoryTables().client(), 'registry', maps);
  const diff = { added: [...entries.keys()], removed: [...entries.keys()], typeChanged: new Map() };
  const versionItems = await registry.putVersion('orders', {
    key: 'version#2026-11-24T08:00:00.000Z',
    status: 'BREAKING',
    compatibility: 'NONE',
    physical: true,
    seq: 1,
    fingerprint: 'f'.repeat(64),
    sampleKey: 'k'.repeat(1024),
    fields: entries,
    observed: entries,
    diff,
  });
  const head = await registry.putHead('orders', {
    active: 'version#2026-11-24T08:00:00.000Z',
    open: Array.from({ length: 1000 }, () => 'version#2026-11-24T08:00:00.000Z' as const),
    paths: entries,
    epoch: 1,
  }, undefined);
  for (const { Put } of [...versionItems, head]) {
    const bytes = JSON.stringify(Put!.Item).length;
    expect(bytes).toBeLessThan(MAX_ITEM_BYTES);
  }
});
