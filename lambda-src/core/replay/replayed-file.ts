/** Bad records of one file as a file of their own, which is taken in like any other file of the source. */

import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import type { BadRecordReason } from '../formats/bad-records';
import type { ReadingPlan } from '../reading-plan/reading-plan';

/** A line of a quarantine object. */
export interface QuarantinedRecord {
  readonly number: number;
  readonly reason: BadRecordReason;
  readonly detail: string;
  readonly path?: string;
  /** Its text as it was sent. */
  readonly raw: string;
}

/** Metadata of a raw object that holds such a file: the ingest id of the file from which the records come. */
export const REPLAY_OF = 'replay-of';

const BYTE_ORDER_MARK = '\ufeff';

/** @param plan of the file from which the records come */
export function replayedFile(records: readonly QuarantinedRecord[], { delimiter, columns }: ReadingPlan, { csv = {} }: ReadingConfig): string {
  if (columns === undefined) {
    return jsonLines(records);
  }
  const cell = (name: string) => (/["\r\n]/.test(name) || name.includes(delimiter!) ? `"${name.replaceAll('"', '""')}"` : name);
  return [
    ...csv.encoding === undefined || csv.encoding === 'utf-8' ? [] : [BYTE_ORDER_MARK],
    ...csv.delimiter === undefined ? [`sep=${delimiter!}\n`] : [],
    ...hasHeader(csv) ? [`${columns.map(cell).join(delimiter)}\n`] : [],
    ...records.map(({ raw }) => `${raw}\n`),
  ].join('');
}

/**
 * How the source's replayed files are read: by all of its options, but they are written in the way in which `replayedFile` writes them, and any
 * number of their records may be bad again.
 */
export function replayedReading(declared: ReadingConfig): ReadingConfig {
  const { csv = {} } = declared;
  return {
    ...declared,
    maxBadRecordRatio: 1,
    ...declared.format === 'csv' ? { csv: { ...csv, header: hasHeader(csv), encoding: 'utf-8', preambleLines: 0, footerLines: 0 } } : {},
  };
}

/** Each on a line of its own. A first line that begins with a bracket would make the file an array, so these lines come last. */
function jsonLines(records: readonly QuarantinedRecord[]): string {
  // A line end within a record that could be read is white space between its tokens.
  const lines = records.map(({ raw }) => raw.replaceAll(/[\r\n]/g, ' '));
  const isArray = (line: string) => line.trimStart().startsWith('[');
  return [...lines.filter((line) => !isArray(line)), ...lines.filter(isArray)].map((line) => `${line}\n`).join('');
}

/** Whether the files of the source name their columns, unless a file that was read shows otherwise. */
function hasHeader({ header, columnNames }: CsvConfig): boolean {
  return header ?? columnNames === undefined;
}
