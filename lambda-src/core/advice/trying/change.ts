/** One thing that a source can declare in addition, or in another way. */

import type { ReadingConfig } from '../../../../src/source-config';
import { optionsOf, sourceFindings } from '../../../../src/source-findings';

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
  /**
   * The reader says that only a person can decide: between this change and another one (`choice`), or whether the file is meant to be
   * read at all (`lone`).
   */
  readonly doubt?: 'choice' | 'lone';
}

const OPTIONS: ReadonlySet<string> = new Set(['csv', ...optionsOf({}).map(([option]) => option)]);

/** @returns undefined if no source can declare that. */
export function changed(declared: ReadingConfig, set: Settings): ReadingConfig | undefined {
  const { csv, times, fields, ...rest } = set;
  const { csv: knownCsv, times: knownTimes, fields: knownFields, ...others } = { ...declared } as Settings;
  const format = rest.format ?? declared.format;
  const next = {
    ...others,
    ...rest,
    format,
    ...format === 'csv' ? given('csv', { ...knownCsv, ...csv }) : {},
    ...given('times', withPatterns(knownTimes as TimePatterns, times as TimePatterns)),
    ...given('fields', { ...knownFields as object, ...fields as object }),
  };
  const isKnown = Object.keys(set).every((option) => OPTIONS.has(option));
  return isKnown && sourceFindings(next).length === 0 ? next as ReadingConfig : undefined;
}

interface TimePatterns {
  readonly patterns?: readonly string[];
}

/** The patterns of both. */
function withPatterns(known: TimePatterns = {}, more: TimePatterns = {}): object {
  const patterns = [...new Set([...known.patterns ?? [], ...more.patterns ?? []])];
  return { ...known, ...more, ...patterns.length === 0 ? {} : { patterns } };
}

function given(option: string, value: object): Settings {
  return Object.keys(value).length === 0 ? {} : { [option]: value };
}
