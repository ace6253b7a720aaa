/** Bad records of one file as a file of their own, which is taken in like any other file of the source. */

import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import type { BadRecordReason } from '../formats/bad-records';
import { type CsvSyntax, csvSyntax } from '../formats/csv/syntax';
import type { ReadingPlan } from '../reading-plan/reading-plan';

/** A line of a quarantine object. */
export interface QuarantinedRecord {
  readonly number: number;
  readonly reason: BadRecordReason;
  readonly detail: string;
  readonly path?: string;
  /** Its text as it was sent, or as it stands in the reading copy of JSON whose shape the source declares. */
  readonly raw: string;
}

/** Metadata of a raw object that holds such a file: the ingest id of the file from which the records come. */
export const REPLAY_OF = 'replay-of';

const BYTE_ORDER_MARK = '\ufeff';

/** @param plan of the file from which the records come */
export function replayedFile(
  records: readonly QuarantinedRecord[], { delimiter, columns, nameless = 0 }: ReadingPlan, { csv = {} }: ReadingConfig,
): string {
  if (columns === undefined) {
    return jsonLines(records);
  }
  const syntax = csvSyntax(delimiter!, csv);
  const header = [...columns.map((name) => writtenCell(name, syntax)), ...Array<string>(nameless).fill('')].join(delimiter);
  return [
    ...csv.encoding === undefined || csv.encoding === 'utf-8' ? [] : [BYTE_ORDER_MARK],
    ...csv.delimiter === undefined ? [`sep=${delimiter!}\n`] : [],
    ...hasHeader(csv) ? [`${header}\n`] : [],
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
    ...declared.format === 'csv' ? { csv: { ...csv, header: hasHeader(csv), encoding: 'utf-8', preambleLines: 0, footerLines: 0 } }
      // What is kept of a bad record is the record, without anything around it.
      : { recordsAt: undefined, keyColumn: undefined, aroundColumns: undefined },
  };
}

/** The cell, so that it is read back as it is. */
function writtenCell(text: string, { delimiter, quote, escape, comment, blanks }: CsvSyntax): string {
  const isPlain = ![delimiter, '\r', '\n', quote, escape].some((special) => special !== '' && text.includes(special))
    && !(comment !== '' && text.startsWith(comment)) && !(text !== '' && (blanks.includes(text[0]) || blanks.includes(text.at(-1)!)));
  if (isPlain) {
    return text;
  }
  const escaped = escape === '' ? text : text.replaceAll(escape, escape + escape);
  if (quote === '') {
    return escape === '' ? escaped : escaped.replaceAll(delimiter, escape + delimiter);
  }
  return `${quote}${escaped.replaceAll(quote, quote + quote)}${quote}`;
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
