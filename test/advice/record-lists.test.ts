import { completedJson } from '../../lambda-src/core/advice/trying/json-outline';
import { parsedJson, recordLists } from '../../lambda-src/core/advice/trying/record-lists';

describe('the beginning of a JSON text is closed', () => {
  test.each([
    ['[{"a":1},{"a":2', '[{"a":1}]'],
    ['[1,2', '[1]'],
    ['{"rows":[{"a":"]}"},{"a":2},{"a', '{"rows":[{"a":"]}"},{"a":2}]}'],
    ['{"a":1}\n{"a":2}\n{"a":', '{"a":1}\n{"a":2}'],
    ['{"a":"\\"', undefined],
    ['{"a":1]', undefined],
    ['[{"a":1}]', '[{"a":1}]'],
  ])('%s', (text, closed) => {
    expect(completedJson(text)).toBe(closed);
  });

  test('unless it is nested deeper than any record may be', () => {
    expect(completedJson(`${'['.repeat(65)}1,2`)).toBeUndefined();
  });
});

describe('lists of records in a document', () => {
  const listsOf = (document: unknown) => recordLists(parsedJson(JSON.stringify(document))).map(({ set, records }) => [set, records]);
  const many = Array.from({ length: 5 }, (_, id) => ({ id }));

  test('are arrays of objects, by their paths', () => {
    expect(listsOf({ meta: { at: 1 }, data: { 'the items': many } })).toEqual([[{ recordsAt: 'data.the items' }, 5]]);
    expect(listsOf({ 'a': [{ x: 1 }, { x: 2 }], 'b.c': many })).toEqual([[{ recordsAt: 'b\\.c' }, 5], [{ recordsAt: 'a' }, 2]]);
  });

  test('are objects of objects, if their names are data', () => {
    expect(listsOf({ 'emp-0': { name: 'a' }, 'emp-1': { name: 'b' }, 'emp-2': { name: 'c' } })).toEqual([[{ recordsAt: '', keyColumn: 'id' }, 3]]);
    expect(listsOf({ s: { '2024-05-01': { o: 1 }, '2024-05-02': {}, '2024-05-03': { o: 2 } } })).toEqual([[{ recordsAt: 's', keyColumn: 'date' }, 3]]);
    expect(listsOf({ billing: { city: 'a' }, shipping: { city: 'b' }, other: { city: 'c' } })).toEqual([]);
  });

  test('are nothing else', () => {
    expect(listsOf({ tags: ['a', 'b'], one: [{ a: 1 }], mixed: [{ a: 1 }, 2] })).toEqual([]);
    expect(listsOf([{ a: 1 }])).toEqual([]);
    expect(recordLists(parsedJson('{"a":1}\n{"a":2}'))).toEqual([]);
  });
});
