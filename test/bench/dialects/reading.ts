/** What a reader made of a file, and whether that is right. */

import type { Annotation } from './annotations';

export interface Facts {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly columns: number;
  readonly records: number;
  readonly firstRecordLine: number;
}

/** A file that was refused has the reason instead. */
export type Reading = Facts | { readonly refused: string };

export type Verdict = { readonly refused: string } | { readonly wrong: readonly (keyof Facts)[] } | 'right';

export function verdictOn(reading: Reading, annotation: Annotation): Verdict {
  if ('refused' in reading) {
    return reading;
  }
  const { records, firstRecordLine = annotation.header ? 2 : 1 } = annotation;
  // Where the first record begins says nothing if there is none.
  const expected: Partial<Facts> = records === 0 ? annotation : { ...annotation, firstRecordLine };
  const wrong = (Object.keys(expected) as (keyof Facts)[]).filter((fact) => expected[fact] !== reading[fact]);
  return wrong.length === 0 ? 'right' : { wrong };
}
