/** Random CSV rows that reach the corner cases of the scanner. */

import { closeNumber, number, timestampLike } from './json-cases';
import { type Random, damaged } from './random';
import type { Delimiter } from '../../../src/contract';

export interface CsvCase {
  readonly names: readonly string[];
  readonly delimiter: Delimiter;
  /** What follows the header and its line feed. */
  readonly bytes: Buffer;
}

const CELLS = [
  '', '""', '00', '-01', '-0', '1.', '.5', '1e', '-', '-.5', '00.5', '-007.25', '0000000000000001', '00000000000000001', '-0123456789012345', '007', '-0.0', '+1', 'NaN', 'Infinity', '-Infinity', 'nan', '-NaN', 'true', 'false', 'TRUE', 'False',
  'tru', 'truex', '2024-02-29', '2023-02-29', '0000-01-01', '2024-01-02T03:04:05Z', '2024-01-02 03:04:05.5', '2024-01-02T25:00:00Z',
  '0001-01-01T00:30:00+01:00', '9999-12-31T23:30:00-01:00', '2024-01-02T03:04', '"a,b"', '"a ""q"" b"', '""""', '"x\ny"', '"x\r\ny"', '"12"',
  '"2024-02-29"', 'a"b', 'naïve', '"日本, 語"', '😀', '"😀"""', 'plain text longer than sixteen bytes', ' 1', '1 ', ' ', '   ', '\u007f', 'x', '\u00a0',
  'exactly8', 'eight__b', 'eight__c', '1e400', '-1e400', '31e4', '31E4', '-31e4', '31e+4', '1.5e3', '0e0', '031e4', '\u00a0x', 'x\u00a0', 'à', '\tx', 'x\t', '£5', 'x ', '" x"', '"x "', '1'.repeat(38), '1'.repeat(39), `0.${'1'.repeat(1000)}`, '\ufeff', '2024-01-0',
];

function cell(random: Random): string {
  const kind = random.next();
  if (kind < 0.3) {
    return number(random);
  }
  if (kind < 0.35) {
    return timestampLike(random);
  }
  if (kind < 0.4) {
    return `"${'q'.repeat(random.chance(0.02) ? random.integer(2_040, 2_055) : random.integer(0, 40))}""${random.pick(['', 'a', 'b'])}"`;
  }
  return random.pick(CELLS);
}

export function csvCase(random: Random): CsvCase {
  const columns = random.integer(1, 5);
  const delimiter = random.pick([',', ';', '\t', '|'] as const);
  const lineEnd = random.pick(['\n', '\n', '\n', '\r\n', '\r']);
  // Columns with one kind of cell find faults that mixed columns hide.
  const kind = random.pick([cell, cell, cell, cell, number, closeNumber]);
  const palette = random.chance(0.5) ? undefined : random.times(random.integer(1, 4), () => kind(random));
  const even = random.pick([1, 0.97, 0.97, 0.5]);
  const names = random.times(columns, (i) => random.chance(0.1) ? 'a name longer than sixteen bytes' : `c${i}`);
  const row = (): string => {
    if (random.chance(0.05)) {
      return names.join(delimiter) + random.pick(['', '', ' ', 'x']);
    }
    const cells = random.chance(even) ? columns : random.integer(1, 6);
    const content = (i: number) => (i >= columns && random.chance(0.7) ? '' : palette === undefined ? cell(random) : random.pick(palette));
    return random.times(cells, content).join(delimiter);
  };
  let text = random.times(random.integer(0, 8), () => row() + (random.chance(0.05) ? random.pick(['\n', '\r\n', '\r', '\n\n', '\r\n\r\n']) : lineEnd)).join('');
  if (random.chance(0.3)) {
    text = text.replace(/(\r\n|\n|\r)$/, '');
  }
  const bytes = Buffer.from(text);
  return {
    names,
    delimiter,
    bytes: random.chance(0.35) ? damaged(bytes, random, [0x22, 0x22, delimiter.charCodeAt(0), 10, 13, 200, 0x80, 0, 65, 32]) : bytes,
  };
}
