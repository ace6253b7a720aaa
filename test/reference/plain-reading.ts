/** Reads a file by its plan, in the plainest way. It finds nothing out by itself. */

import { gunzipSync, gzipSync } from 'node:zlib';
import { JsonRecords } from './json-records';
import { PlainCsv, PlainJson } from './plain-record';
import { CsvRowFitter } from '../../lambda-src/core/formats/csv/row-fitter';
import { CsvRows } from '../../lambda-src/core/formats/csv/rows';
import { type Encoding, isUnicode } from '../../lambda-src/core/formats/dialect';
import { transcoderOf } from '../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';
import type { ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import type { Fields } from '../../lambda-src/core/schema/field-type';

/** What the plan describes: the file, or its reading copy. */
export function described(file: Buffer, encoding: Encoding): Buffer {
  if (isUnicode(encoding)) {
    return file;
  }
  const unpacked = file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file;
  return gzipSync(transcoderOf(encoding).toUtf8(unpacked, 0, true).utf8);
}

/**
 * The records of the file, each as a JSON object.
 *
 * @param readTypes of the paths of a JSON file. All cells of CSV are strings, and null cells are left out.
 */
export function recordsByPlan(stored: Buffer, plan: ReadingPlan, readTypes: Fields): string[] {
  const text = textByPlan(stored, plan);
  return plan.format === 'json' ? jsonRecords(text, plan, readTypes) : csvRecords(text, plan);
}

/** The bytes of the records, with line feeds in the place of bad records. */
function textByPlan(stored: Buffer, { compression, encoding, mark, start, end, bad = [] }: ReadingPlan): string {
  const unpacked = compression === 'gzip' ? gunzipSync(stored) : stored;
  const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(unpacked.subarray(mark));
  const utf8 = Buffer.from(text);
  for (let i = 0; i < bad.length; i += 2) {
    utf8.fill('\n', bad[i], bad[i] + bad[i + 1]);
  }
  return utf8.subarray(start, end).toString();
}

function jsonRecords(text: string, { null_markers: nullMarkers }: ReadingPlan, readTypes: Fields): string[] {
  const reader = new JsonRecords();
  const plain = new PlainJson(readTypes, nullMarkers);
  return [...reader.push(new TextChunk(text, 0)), ...reader.end()].map((record) => record.read((cursor) => plain.line(cursor)));
}

function csvRecords(text: string, plan: ReadingPlan): string[] {
  const { delimiter, columns, nameless, fills, null_markers: nullMarkers, quote, escape, comment, trims, keeps_blank_rows: keeps } = plan;
  const rows = new CsvRows(delimiter!, { quote, escape, comment, trim: trims, blankRows: keeps ? 'keep' : 'skip' });
  const fitter = new CsvRowFitter({ delimiter: delimiter!, width: columns!.length, nameless, raggedRows: fills ? 'fill' : 'refuse', nullMarkers });
  const plain = new PlainCsv(columns!);
  return [...rows.push(new TextChunk(text, 0)), ...rows.end()].map((row) => plain.line(fitter.fit(row).cells));
}
