/** Compares the scanners with the plain reader, on random files in random chunks. */

import { type Outcome, agree, difference, outcomeOf } from './compare';
import { csvCase } from './csv-cases';
import { readCsv } from './csv-oracle';
import { type FormattedCsv, formattedCsv, formattedJson } from './formatted-files';
import { jsonCase } from './json-cases';
import { readJson } from './json-oracle';
import { Random, pieces } from './random';
import { type Format, encodeFormat } from '../../../lambda-src/core/field-format/encode';
import { type CsvScanOptions, CsvScanner, type ScannedCsv } from '../../../lambda-src/core/formats/csv/csv-scanner';
import { type JsonScanOptions, JsonScanner, type ScannedJson } from '../../../lambda-src/core/formats/json/json-scanner';
import { memberPath } from '../../../src/field-path';

const asItIs = (offset: number) => offset;

/** How often each outcome occurred, so that a run can show that it tried good and bad files. */
export type Tally = Record<string, number>;

/** The chunk sizes of a case: the whole file, and a few bytes. */
function chunkings(random: Random): number[] {
  return [2 ** 20, random.chance(0.5) ? random.integer(1, 7) : random.integer(8, 64)];
}

/** Texts that occur in the cases. Other texts there have the same lengths. */
const MARKERS = ['a', ' ', '-', 'é', 'naïve', '00', 'NaN', 'a,b', 'x\ny', '2024-02-29', 'plain text longer than sixteen bytes', 'exactly8', 'eight__b'];

function someMarkers(random: Random): readonly string[] {
  return random.chance(0.3) ? MARKERS.filter(() => random.chance(0.5)) : [];
}

function scanJson(bytes: Buffer, size: number, options: JsonScanOptions): ScannedJson {
  const scanner = new JsonScanner({ start: 0, sourceOffset: asItIs }, options);
  for (const piece of pieces(bytes, size)) {
    scanner.push(piece);
  }
  return scanner.end();
}

export function fuzzJson(cases: number, seed: number): Tally {
  const random = new Random(seed);
  const tally: Tally = {};
  for (let i = 0; i < cases; i++) {
    const { bytes, formats } = random.chance(0.3) ? formattedJson(random) : { bytes: jsonCase(random), formats: new Map<string, Format>() };
    const options = {
      nullMarkers: someMarkers(random),
      sketches: random.chance(0.5),
      fieldFormats: [...formats].map(([path, format]) => ({ bytes: encodeFormat(format), paths: [path] })),
    };
    const expected = outcomeOf(() => readJson(bytes, { ...options, formats }));
    for (const size of chunkings(random)) {
      const actual = outcomeOf(() => scanJson(bytes, size, options));
      if (!agree(expected, actual)) {
        throw disagreement(`JSON case ${i} of seed ${seed} in chunks of ${size}`, bytes, expected, actual);
      }
    }
    const kind = 'fault' in expected ? expected.fault.reason : 'accepted';
    tally[kind] = (tally[kind] ?? 0) + 1;
  }
  return tally;
}

export function fuzzCsv(cases: number, seed: number): Tally {
  const random = new Random(seed);
  const tally: Tally = {};
  for (let i = 0; i < cases; i++) {
    const { names, delimiter, syntax, bytes, formats = [] } = random.chance(0.3) ? formattedCsv(random) : csvCase(random) as FormattedCsv;
    const columns = { names, nameless: random.pick([0, 0, 0, 1, 2]) };
    const options: CsvScanOptions = {
      ...syntax,
      nullMarkers: someMarkers(random),
      raggedRows: random.chance(0.3) ? 'fill' : 'refuse',
      sketches: random.chance(0.5),
      headerText: random.chance(0.8) ? Buffer.from(names.join(delimiter)) : undefined,
      fieldFormats: formats.flatMap((format, at) => (
        format === undefined ? [] : [{ bytes: encodeFormat(format), paths: [memberPath(undefined, names[at])] }]
      )),
    };
    const header = names.join(delimiter).length + 1;
    const scan = (size: number): ScannedCsv => {
      const scanner = new CsvScanner(columns, delimiter, { start: header, sourceOffset: asItIs }, options);
      for (const piece of pieces(bytes, size)) {
        scanner.push(piece);
      }
      return scanner.end();
    };
    const expected = outcomeOf(() => readCsv(columns, delimiter, bytes, { ...options, formats }));
    for (const size of chunkings(random)) {
      const actual = outcomeOf(() => scan(size));
      if (!agree(expected, actual)) {
        throw disagreement(`CSV case ${i} of seed ${seed} in chunks of ${size}`, bytes, expected, actual);
      }
    }
    const kind = 'fault' in expected ? expected.fault.reason : 'accepted';
    tally[kind] = (tally[kind] ?? 0) + 1;
  }
  return tally;
}

function disagreement<T>(which: string, bytes: Buffer, expected: Outcome<T>, actual: Outcome<T>): Error {
  return new Error(`${which}:\n${JSON.stringify(bytes.toString('latin1'))}\n${difference(expected, actual)}`);
}
