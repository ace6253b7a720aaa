/** One thing that a source can declare in addition, or in another way. */

import type { ReadingConfig } from '../../../src/source-config';
import { optionsOf, sourceFindings } from '../../../src/source-findings';

/** Options of a source with their values. Those of `csv` are added to what is declared there. */
export interface Settings {
  readonly csv?: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
}

export interface Change {
  readonly set: Settings;
  /** What in the file speaks for it: a clause without a full stop, and without a value of the file. */
  readonly because: string;
  /** How far-fetched it is, compared with other changes: 1 is an ordinary declaration. */
  readonly cost: number;
  /** The reader found this and another change about equally good, so only a person can choose. */
  readonly isChoice?: boolean;
}

const OPTIONS: ReadonlySet<string> = new Set(optionsOf({}).map(([option]) => option));

/** @returns undefined if no source can declare that. */
export function changed(declared: ReadingConfig, { csv, ...rest }: Settings): ReadingConfig | undefined {
  const format = (rest.format ?? declared.format) as ReadingConfig['format'];
  const cells = { ...declared.csv, ...csv };
  const { csv: _, ...others } = declared;
  const next = { ...others, ...rest, format, ...format === 'csv' && Object.keys(cells).length > 0 ? { csv: cells } : {} };
  const isKnown = Object.keys(rest).every((option) => OPTIONS.has(option));
  return isKnown && sourceFindings(next).length === 0 ? next as ReadingConfig : undefined;
}
