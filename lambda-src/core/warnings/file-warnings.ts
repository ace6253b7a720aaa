/** What is odd about a file as a whole. */

import type { Warning } from './warning';
import type { ShapeFacts } from '../formats/json/shape-facts';
import type { Seen } from '../formats/scanning/seen';

/** What the readers of CSV and JSON found beside records. All of it is absent if there is nothing to tell. */
export interface FileFacts {
  /** How many records the scanner read. */
  readonly records: number;
  /** CSV: rows that repeat the header. */
  readonly headers?: Seen;
  /** CSV: rows of nothing but delimiters, which are left out; `first` is the number of the record that follows the first one, if any does. */
  readonly blankRows?: Seen;
  /** CSV: how many columns after the last one have neither a name nor a value. */
  readonly nameless?: number;
  /** CSV: how many lines around the table are left out. */
  readonly found?: { readonly preambleLines: number; readonly footerLines: number };
  /** JSON: signs that the records are somewhere else. */
  readonly shapeFacts?: ShapeFacts;
}

/** In these warnings, `record` is a number among the records that the scanner read. */
export function fileWarnings({ records, headers, blankRows, nameless, found, shapeFacts }: FileFacts): Warning[] {
  return [
    ...headers === undefined ? [] : [headerRepeated(headers)],
    ...blankRows === undefined ? [] : [blankRowsLeftOut(blankRows, records)],
    ...nameless === undefined || nameless === 0 ? [] : [namelessColumns(nameless)],
    ...found === undefined ? [] : linesFound(found),
    ...shapeFacts === undefined ? [] : otherShapes(shapeFacts),
  ];
}

function headerRepeated({ count, first }: Seen): Warning {
  const rows = count === 1 ? '1 row repeats the header, and is read as a record' : `${count} rows repeat the header, and are read as records`;
  return { code: 'header_repeated', count, record: first, detail: `${rows}; have the sender leave out all but the first` };
}

function blankRowsLeftOut({ count, first }: Seen, records: number): Warning {
  const rows = count === 1 ? '1 row of nothing but delimiters' : `${count} rows of nothing but delimiters`;
  const are = count === 1 ? 'is left out; csv.blankRows can keep it as a record of nulls' : 'are left out; csv.blankRows can keep them as records of nulls';
  return first > records ? { code: 'blank_rows', count, detail: `${rows} after the last record ${are}` }
    : { code: 'blank_rows', count, record: first, detail: `${rows} ${are}` };
}

function namelessColumns(count: number): Warning {
  const [has, does] = count === 1 ? ['1 column after the last one has', 'does'] : [`${count} columns after the last one have`, 'do'];
  return { code: 'nameless_columns', count, detail: `${has} neither a name nor a value, and ${does} not count` };
}

function linesFound({ preambleLines, footerLines }: NonNullable<FileFacts['found']>): Warning[] {
  const lines = (count: number) => count === 1 ? '1 line' : `${count} lines`;
  const leftOut = (count: number) => count === 1 ? 'is left out' : 'are left out';
  return [
    ...preambleLines === 0 ? [] : [{
      code: 'preamble_found' as const,
      count: preambleLines,
      detail: `${lines(preambleLines)} before the table ${leftOut(preambleLines)}; csv.preambleLines: ${preambleLines} declares it, csv.preambleLines: 0 the opposite`,
    }],
    ...footerLines === 0 ? [] : [{
      code: 'footer_found' as const,
      count: footerLines,
      detail: `${lines(footerLines)} after the table ${leftOut(footerLines)}; csv.footerLines: ${footerLines} declares it, csv.footerLines: 0 the opposite`,
    }],
  ];
}

function otherShapes({ arrayInOneRecord, keyedObjects }: ShapeFacts): Warning[] {
  return [
    ...arrayInOneRecord === undefined ? [] : [{
      code: 'array_in_one_record' as const,
      path: arrayInOneRecord.path,
      count: arrayInOneRecord.objects,
      detail: `the file is one record around an array of ${arrayInOneRecord.objects} objects; if they are the records, declare recordsAt`,
    }],
    ...keyedObjects.map(({ path, keys }) => ({
      code: 'keyed_objects' as const,
      ...path === undefined ? {} : { path },
      count: keys,
      detail: `${keys} names look like ids or dates; if they are data, declare recordsAt and keyColumn${path === undefined ? '' : ', or a map in typeHints'}`,
    })),
  ];
}
