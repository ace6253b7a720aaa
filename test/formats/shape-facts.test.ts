import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileOf } from './support';

const factsOf = async (content: string | Buffer) => (await profileOf(content, 'json')).shapeFacts;
const file = (name: string) => readFileSync(join(__dirname, '..', 'cases', 'with-options', name));

test.each<[string, object]>([
  ['22a_records.json', { arrayInOneRecord: { path: 'Records', objects: 2 }, keyedObjects: [] }],
  ['22e_geo.geojson', { arrayInOneRecord: { path: 'features', objects: 4 }, keyedObjects: [] }],
  ['23a_keyed_day1.json', { keyedObjects: [{ keys: 3 }] }],
  ['23d_dates_keys_1.json', { keyedObjects: [{ path: 'series', keys: 19 }] }],
  ['32b_php_full.json', { keyedObjects: [] }],
])('%s shows where its records are', async (name, expected) => {
  expect(await factsOf(file(name))).toEqual(expected);
});

test.each([
  ['an order with two lines', '{"id":7,"at":"2024-05-01","lines":[{"sku":"a","n":1},{"sku":"b","n":2}]}'],
  ['an array of scalars', '{"values":[1,2,3,4,5,6,7,8,9,10,11,12]}'],
  ['several records with arrays', '{"r":[{"x":1},{"x":2}]}\n{"r":[{"x":1},{"x":2}]}'],
  ['numbered columns', '{"q_1":1,"q_2":2,"q_3":3}'],
  ['objects with names of their own', '{"billing":{"city":"a"},"shipping":{"city":"b"},"home":{"city":"c"}}'],
  ['numbered objects', '{"address1":{"city":"a"},"address2":{"city":"b"},"address3":{"city":"c"}}'],
  ['an empty file', '[]'],
])('%s shows nothing of the kind', async (_, content) => {
  expect(await factsOf(content)).toEqual({ keyedObjects: [] });
});

test.each([
  ['numbers', '{"m":{"7":{},"8":{},"10":{}}}'],
  ['months', '{"m":{"2024-01":{},"2024-02":{},"2024-03":{}}}'],
  ['UUIDs', `{"m":{${['0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7', '1c9e6679-7425-40de-944b-e07fc1f90ae7'].map((id) => `"${id}":{}`).join()}}}`],
])('names that are %s are keys', async (_, content) => {
  expect(await factsOf(content)).toEqual({ keyedObjects: [{ path: 'm', keys: 3 }] });
});

test('a source that declares where its records are is told nothing of the kind', async () => {
  expect((await profileOf('{"R":[{"x":[{"a":1},{"a":2}]}]}', 'json', undefined, { recordsAt: 'R' })).shapeFacts).toBeUndefined();
});
