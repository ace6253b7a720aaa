/** What warns in files that nobody made for these tests. Each line was judged to be true: a false alarm is a fault. */

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import { profileOf } from '../formats/support';

const VEGA = join(dirname(require.resolve('vega-datasets')), '..', 'data');
const CORPUS = join(__dirname, '..', 'corpus');
const MANIFEST: Record<string, { readonly accepted: boolean; readonly family: 'json' | 'csv' }> = JSON.parse(readFileSync(join(CORPUS, 'manifest.json'), 'utf8'));

/** `code path` of each warning. */
async function warningsIn(path: string, format: 'json' | 'csv'): Promise<string[]> {
  const profile = await profileOf(readFileSync(path), format, undefined, { filename: path });
  return warningsOf(profile, { format }, { schema: firstVersion(profile.schema).profile })
    .map((warning) => (warning.path === undefined ? warning.code : `${warning.code} ${warning.path}`));
}

test('of vega-datasets, only a list of records in one object, geometries of two shapes and titles that are numbers are odd', async () => {
  const found: Record<string, string[]> = {};
  for (const name of readdirSync(VEGA).filter((each) => /\.(json|csv|tsv)$/.test(each))) {
    const warnings = await warningsIn(join(VEGA, name), extname(name) === '.json' ? 'json' : 'csv');
    if (warnings.length > 0) {
      found[name] = warnings;
    }
  }
  expect(found).toEqual({
    // GeoJSON: one object around the array of the earthquakes.
    'earthquakes.json': ['array_in_one_record features'],
    // Polygons are lists of rings, and some are lists of polygons.
    'londonBoroughs.json': ['minority_type objects.boroughs.geometries[].arcs[][]'],
    'us-10m.json': ['minority_type objects.counties.geometries[].arcs[][]', 'mixed_types objects.states.geometries[].arcs[][]'],
    'world-110m.json': ['mixed_types objects.countries.geometries[].arcs[][]'],
    // 9 of 3,200 titles, such as 21, are numbers.
    'movies.json': ['minority_type Title'],
  });
}, 60_000);

test('of the corpus, files warn that were made to be odd', async () => {
  const found: Record<string, string[]> = {};
  for (const [name, { accepted, family }] of Object.entries(MANIFEST)) {
    // Types that never meet, and fields without a value, are what these files are made of.
    const warnings = accepted ? (await warningsIn(join(CORPUS, 'files', name), family)).filter((each) => !/^(mixed_types|no_column|no_records)/.test(each)) : [];
    if (warnings.length > 0) {
      found[name.split('/').at(-1)!] = warnings;
    }
  }
  expect(found).toEqual({
    'dates.csv': ['mixed_offsets b'],
    'spaces_kept.csv': ['padded_cells a', 'padded_cells b'],
    'nfc_and_nfd.json': ['look_alike_names e\u0301'],
    'spaces.json': ['look_alike_names a'],
    'halfway.json': ['digits_lost a'],
    'halfway_then_double.json': ['digits_lost a'],
    'long_fraction.json': ['digits_lost a'],
    'long_fraction_then_double.json': ['digits_lost a'],
    'pretty.json': ['minority_type a.b[]'],
  });
}, 60_000);
