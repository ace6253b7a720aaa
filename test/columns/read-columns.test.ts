import { readColumns } from '../../cli/columns/read-columns';
import type { FieldType } from '../../lambda-src/core/schema/field-type';

function shape(paths: Record<string, FieldType>) {
  return readColumns(new Map(Object.entries(paths)));
}

test('paths become a tree of columns in their own order, with raw names', () => {
  expect(shape({ 'b': 'bigint', '\u{1F600}': 'date', '\uffff': 'json', 'A\\.b': 'double', 'm': 'map', 'm{}': 'struct', 'm{}.\\e': 'string' })).toEqual([
    { path: 'b', name: 'b', type: 'bigint', fields: [] },
    { path: '\u{1F600}', name: '\u{1F600}', type: 'date', fields: [] },
    { path: '\uffff', name: '\uffff', type: 'json', fields: [] },
    { path: 'A\\.b', name: 'A.b', type: 'double', fields: [] },
    {
      path: 'm',
      name: 'm',
      type: 'map',
      fields: [],
      element: { path: 'm{}', name: '', type: 'struct', fields: [{ path: 'm{}.\\e', name: '', type: 'string', fields: [] }] },
    },
  ]);
});

test('open paths have no column', () => {
  expect(shape({ 'u': 'unknown', 'a': 'array', 'b': 'array', 'b[]': 'unknown', 's': 'struct', 's.u': 'unknown', 'm': 'map' })).toEqual([]);
  expect(shape({ 's': 'struct', 's.u': 'unknown', 's.x': 'bigint' })).toMatchObject([{ path: 's', fields: [{ path: 's.x' }] }]);
});
