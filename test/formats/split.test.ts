import * as fc from 'fast-check';
import { profileOf } from './support';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { MapRules } from '../../lambda-src/core/schema/maps';
import { type SchemaProfile, mergeProfiles } from '../../lambda-src/core/schema/schema-profile';

/** An object with more names than this is a map here, so that files of few records have maps. */
const STRUCT_KEYS = 3;

const scalar = fc.constantFrom<unknown>(
  null, true, 1, -0.5, 9007199254740992, 'text', '', '2024-01-02', '2024-01-02T03:04:05Z', '2024-13-45', '00123', '20240101', 'NaN', '__proto__',
);
const number = fc.constantFrom('9007199254740993', '1e400', '-0', '12345678901234567890', '0.1');
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', 'x.y', '', 'e\u0301', '\u00e9');

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar.map((each) => JSON.stringify(each)),
    number,
    fc.array(tie('value'), { maxLength: 3 }).map((all) => `[${all.join(',')}]`),
    fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([name]) => name }).map(objectText),
  ),
}));

function objectText(members: ReadonlyArray<readonly [string, string]>): string {
  return `{${members.map(([name, of]) => `${JSON.stringify(name)}:${of}`).join(',')}}`;
}

const jsonRecord = fc.uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name }).map(objectText);
const cell = fc.oneof(number, scalar.map((each) => (each === null ? '' : String(each))), fc.constantFrom('"a,b"', '"x\ny"', 'NA'));
const csvRecord = fc.tuple(cell, cell, cell).map((cells) => cells.join(','));

async function schemaOf(records: readonly string[], format: Family): Promise<SchemaProfile> {
  const head = format === 'csv' ? 'a,b,c\n' : '';
  // What is found about the header and about lines around the table depends on the order of the rows.
  const csv = { header: true, preambleLines: 0, footerLines: 0 };
  const { schema } = await profileOf(`${head}${records.join('\n')}\n`, format, [97], { csv });
  return schema;
}

/** A profile whose paths are sorted, because their own order is that of the records. */
function unordered({ fields, ...rest }: SchemaProfile) {
  return { ...rest, fields: new Map([...fields].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

beforeEach(() => {
  jest.replaceProperty(MapRules as { STRUCT_KEYS: number }, 'STRUCT_KEYS', STRUCT_KEYS);
});
afterEach(() => jest.restoreAllMocks());

describe.each<[Family, fc.Arbitrary<string>]>([['json', jsonRecord], ['csv', csvRecord]])('a file of %s records', (format, record) => {
  const records = fc.array(record, { minLength: 2, maxLength: 9 });

  test('has the merged profile of any two parts of it', async () => {
    await fc.assert(fc.asyncProperty(records, fc.nat(), async (all, cut) => {
      const at = 1 + (cut % (all.length - 1));
      const parts = await Promise.all([schemaOf(all.slice(0, at), format), schemaOf(all.slice(at), format)]);
      expect(unordered(mergeProfiles(parts[0], parts[1]))).toEqual(unordered(await schemaOf(all, format)));
    }), { numRuns: 1_500 });
  });

  test('has the same profile, whatever the order of the records', async () => {
    await fc.assert(fc.asyncProperty(records, fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), async (all, keys) => {
      const shuffled = all.map((each, i) => [keys[i], each] as const).sort(([a], [b]) => a - b).map(([, each]) => each);
      expect(unordered(await schemaOf(shuffled, format))).toEqual(unordered(await schemaOf(all, format)));
    }), { numRuns: 1_500 });
  });
});
