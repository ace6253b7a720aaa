/** What a reader made of a file, and whether that is right. */

import type { Annotation } from './annotations';

export interface Facts {
  readonly delimiter: string;
  readonly quote: string;
  /** Absent if the reader was told the names of the columns: then it is no matter whether the file has them too. */
  readonly header?: boolean;
  readonly columns: number;
  readonly records: number;
  readonly firstRecordLine: number;
}

/** A file that was refused has the reason instead. */
export type Reading = { readonly facts: Facts; readonly warnings: readonly string[] } | { readonly refused: string };

type Fact = keyof Facts;

export type Verdict =
  | { readonly outcome: 'refused'; readonly because: string }
  | { readonly outcome: 'right'; readonly warnings: readonly string[] }
  /** `named`: a warning says what is wrong. */
  | { readonly outcome: 'wrong'; readonly differences: readonly Fact[]; readonly isNamed: boolean };

/** The warnings that tell a person of a wrong fact. */
const NAMED_BY: Readonly<Record<Fact, readonly string[]>> = {
  delimiter: [],
  quote: [],
  header: ['minority_type'],
  columns: ['nameless_columns'],
  records: ['minority_type', 'header_repeated', 'blank_rows', 'preamble_found', 'footer_found'],
  firstRecordLine: ['minority_type', 'preamble_found'],
};

export function verdictOn(reading: Reading, annotation: Annotation): Verdict {
  if ('refused' in reading) {
    return { outcome: 'refused', because: reading.refused };
  }
  const { facts, warnings } = reading;
  const { records, firstRecordLine = annotation.header ? 2 : 1 } = annotation;
  // Where the first record begins says nothing if there is none.
  const expected: Partial<Facts> = records === 0 ? annotation : { ...annotation, firstRecordLine };
  const differences = (Object.keys(expected) as Fact[]).filter((fact) => facts[fact] !== undefined && expected[fact] !== facts[fact]);
  const isNamed = differences.every((fact) => NAMED_BY[fact].some((code) => warnings.includes(code)));
  return differences.length === 0 ? { outcome: 'right', warnings } : { outcome: 'wrong', differences, isNamed };
}
