/** Reads a CSV file: finds how it is written, and scans its rows. */

import type { FileContext, Found } from './file-profile';
import { placeAfterStart, scanAll } from './scan-all';
import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import { fieldFormats } from '../field-format/field-formats';
import type { BadRecord, BadRecords } from '../formats/bad-records';
import { CsvScanner, type ScannedCsv } from '../formats/csv/csv-scanner';
import { type CsvBeginning, findForm } from '../formats/csv/form';
import { openCsv } from '../formats/csv/open-csv';
import { SEEN_BYTES, withReason } from '../formats/csv/ragged-row';
import { csvSyntax } from '../formats/csv/syntax';
import { type CsvForm, declaredReading } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { LookAhead } from '../formats/look-ahead';
import type { UnmarkedFile } from '../formats/stored/end-mark';
import { hintsOf } from '../schema/hints';

/** @throws FileFault */
export async function scanCsv(
  file: UnmarkedFile, declared: ReadingConfig, context: FileContext, bad?: BadRecords | readonly BadRecord[],
): Promise<Found<ScannedCsv>> {
  const { csv = {}, nullMarkers, typeHints } = declared;
  const reading = { ...csv, nullMarkers };
  const { form, hasSeparatorLine, columns, headerText, chunks, offset, end, footerLines } = await openCsv(
    file, reading, (beginning) => formOf(beginning, csv, context), bad,
  );
  const { delimiter, decidedBy, preambleLines = 0 } = form;
  const { names, nameless, isRecord } = columns;
  const { sketches } = context;
  let asked = offset;
  const sourceOffset = (place: number) => file.sourceOffset(asked = place);
  const scanner = new CsvScanner(columns, delimiter, { start: offset, sourceOffset }, {
    ...reading, headerText, sketches, fieldFormats: fieldFormats(declared, hintsOf(typeHints)),
  });
  const ahead = new LookAhead(chunks, offset);
  let scanned: ScannedCsv;
  try {
    scanned = await scanAll(ahead, scanner, file, ahead);
  } catch (error) {
    // The scanner has asked where the row begins.
    const table = { syntax: csvSyntax(delimiter, csv), width: names.length + nameless, footerLines };
    throw error instanceof FileFault && error.reason === 'ragged_row' ? withReason(error, await ahead.from(asked, SEEN_BYTES), table) : error;
  } finally {
    await ahead.close();
  }
  return {
    ...declaredReading(csv),
    format: 'csv',
    delimiter,
    decidedBy,
    ...hasSeparatorLine ? { separatorLine: true } : {},
    ...isRecord ? { columnNames: names } : {},
    ...csv.columnNames !== undefined && !isRecord ? { header: true } : {},
    columns: names,
    nameless,
    start: offset - file.start,
    end: placeAfterStart(end() ?? file.markAt(), file),
    found: { preambleLines, footerLines: footerLines() },
    scanned,
  };
}

/** Asks for the ACTIVE version only if its column names can make a difference. */
async function formOf(beginning: CsvBeginning, declared: CsvConfig, { filename, activeColumns }: FileContext): Promise<CsvForm> {
  const found = findForm(beginning, { declared, filename });
  if (!found.isOpen || activeColumns === undefined) {
    return found.form();
  }
  return findForm(beginning, { declared, filename, activeColumns: await activeColumns() }).form();
}
