/** Records that do not fit their types, if the source says how values are written. */

import { inPieces } from './support';
import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { withoutMisfits } from '../../lambda-src/core/profiling/without-misfits';
import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';
import { hintsOf } from '../../lambda-src/core/schema/hints';
import { fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import type { ReadingConfig } from '../../src/source-config';

/** The types of the file without what does not fit these types, and that. */
async function split(content: string, format: Family, types: Record<string, FieldType>, options: Partial<ReadingConfig>) {
  const declared = { format, maxBadRecordRatio: 0.5, ...options };
  const open = async () => inPieces(Buffer.from(content), [7]);
  const whole = await profileTolerantly(open, declared);
  const fitting = await withoutMisfits(open, declared, {}, whole, {
    paths: new Map(Object.entries(types)), written: new Map(), hints: hintsOf(options.typeHints), isRemovedSince: () => false,
  });
  return fitting && {
    types: Object.fromEntries(fieldTypes(fitting.schema)),
    bad: fitting.badRecords.map(({ number, text, detail }) => [number, text, detail]),
  };
}

const WRITTEN = { numbers: { decimalSeparator: ',', groupSeparator: '.' }, times: { patterns: ['dd.MM.yyyy'] } } as const;
const DAYS = 'n;at\n1.234,5;31.12.2024\n2,5;01.02.2024\n';

test('a cell that its format reads fits, and is no misfit beside one that does not', async () => {
  const types = { n: 'double', at: 'date' } as const;
  expect(await split(DAYS, 'csv', types, WRITTEN)).toBeUndefined();
  expect(await split(`${DAYS}2.5;2024-05-01\n3,5;12/31/2024\n4,5;02.02.2024\n5,5;03.02.2024\n`, 'csv', types, WRITTEN)).toEqual({
    types,
    bad: [
      [3, '2.5;2024-05-01', 'n: expected double, found string'],
      [4, '3,5;12/31/2024', 'at: expected date, found string'],
    ],
  });
});

test('the format of all columns holds for those that have no type yet', async () => {
  expect(await split(`${DAYS}3,5;x\n`, 'csv', {}, { ...WRITTEN, typeHints: { at: 'date' } })).toEqual({
    types: { n: 'double', at: 'date' }, bad: [[3, '3,5;x', 'at: expected date, found string']],
  });
});

describe.each<[string, Record<string, FieldType>]>([['before the first version', {}], ['after it', { p: 'decimal(5,2)' }]])('a decimal %s', (_, types) => {
  const typeHints = { p: 'decimal(5,2)' };

  test('fits by its digits', async () => {
    expect(await split('p\n1\n2.50\n999.99\n', 'csv', types, { typeHints })).toBeUndefined();
    expect(await split('p\n1\n2.505\n999.99\n1000\nx\n\n7e-2\n5.5\n', 'csv', types, { typeHints })).toEqual({
      types: { p: 'decimal(5,2)' },
      bad: [
        [2, '2.505', 'p: expected decimal(5,2), found double'],
        [4, '1000', expect.stringContaining('p: expected decimal(5,2), found ')],
        [5, 'x', 'p: expected decimal(5,2), found string'],
      ],
    });
  });

  test('may be written in another way', async () => {
    const fields = { p: { number: { decimalSeparator: ',' } } };
    expect(await split('p\n"1,5"\n"2,505"\n3.5\n4\n', 'csv', types, { typeHints, fields })).toEqual({
      types: { p: 'decimal(5,2)' },
      bad: [[2, '"2,505"', 'p: expected decimal(5,2), found double'], [3, '3.5', 'p: expected decimal(5,2), found string']],
    });
  });
});

test('times that are numbers, within records that are somewhere else', async () => {
  const declared = { recordsAt: 'r', fields: { 'at': { epoch: 'seconds' }, 'l[].n': { number: { percent: true } } } } as const;
  const types = { 'at': 'timestamp', 'l': 'array', 'l[]': 'struct', 'l[].n': 'double' } as const;
  const good = '{"at":1714557600,"l":[{"n":"1.5 %"}]},{"at":"1714557601","l":[{"n":2.5}]}';
  expect(await split(`{"r":[${good}]}`, 'json', types, declared)).toBeUndefined();
  expect(await split(`{"r":[${good},{"at":1.00001,"l":[]},{"l":[{"n":"3.5 ‰"}]},${good}]}`, 'json', types, declared)).toEqual({
    types,
    bad: [
      [3, '{"at":1.00001,"l":[]}', 'at: expected timestamp, found double'],
      [4, '{"l":[{"n":"3.5 ‰"}]}', 'l[].n: expected double, found string'],
    ],
  });
});
