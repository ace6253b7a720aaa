/** The canonical copy, written one character at a time: every value is decoded and written again. */

import { batches } from './batches';
import { JsonRecords } from './json-records';
import { PlainCsv, PlainJson } from './plain-record';
import { BadRecords } from '../../lambda-src/core/formats/bad-records';
import { openCsv } from '../../lambda-src/core/formats/csv/open-csv';
import { CsvRowFitter } from '../../lambda-src/core/formats/csv/row-fitter';
import { CsvRows } from '../../lambda-src/core/formats/csv/rows';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { withoutBadLines } from '../../lambda-src/core/formats/json/bad-lines';
import { decodeUtf8 } from '../../lambda-src/core/formats/stored/decode';
import { openFile } from '../../lambda-src/core/formats/stored/stored-file';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';
import { type Utf8File, asUtf8 } from '../../lambda-src/core/formats/stored/utf8-file';
import type { Fields } from '../../lambda-src/core/schema/field-type';

/** The lines of the copy. */
export async function plainCopy(bytes: AsyncIterable<Uint8Array>, dialect: Dialect, readTypes: Fields): Promise<string[]> {
  const file = asUtf8(await openFile(bytes, dialect.encoding));
  return dialect.format === 'csv' ? csvLines(file, dialect) : jsonLines(file, dialect, readTypes);
}

async function jsonLines(file: Utf8File, dialect: Dialect, readTypes: Fields): Promise<string[]> {
  const plain = new PlainJson(readTypes, dialect.nullMarkers);
  const bad = badRecords(dialect);
  const chunks = textChunks(bad === undefined ? file.chunks : withoutBadLines(file.chunks, bad), file.start);
  const lines: string[] = [];
  for await (const batch of batches(chunks, new JsonRecords())) {
    for (const record of batch) {
      lines.push(record.read((cursor) => plain.line(cursor)));
    }
  }
  return lines;
}

async function csvLines(file: Utf8File, dialect: Dialect): Promise<string[]> {
  const delimiter = dialect.delimiter!;
  const form = { delimiter, header: dialect.columnNames === undefined, decidedBy: dialect.decidedBy! };
  const { columns: { names }, chunks, offset } = await openCsv(file, dialect, () => form, badRecords(dialect));
  const plain = new PlainCsv(names);
  const fitter = new CsvRowFitter({ ...dialect, delimiter, width: names.length });
  const lines: string[] = [];
  for await (const batch of batches(textChunks(chunks, offset), new CsvRows(delimiter))) {
    for (const row of batch) {
      lines.push(plain.line(fitter.fit(row).cells));
    }
  }
  return lines;
}

function badRecords(dialect: Dialect): BadRecords | undefined {
  return dialect.badRecords === undefined ? undefined : new BadRecords(1, new FileFault('bad_record_ratio', 'more than before'));
}

/**
 * Decodes UTF-8.
 *
 * @param start offset of the first byte
 * @throws FileFault `invalid_encoding`
 */
async function* textChunks(bytes: AsyncIterable<Uint8Array>, start: number): AsyncGenerator<TextChunk> {
  let offset = start;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const fresh of bytes) {
    const pending = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const { text, used } = decodeUtf8(pending, offset);
    if (text !== '') {
      yield new TextChunk(text, offset);
    }
    offset += used;
    rest = pending.subarray(used);
  }
  if (rest.length > 0) {
    throw new FileFault('invalid_encoding', 'the file ends within a character of utf-8', { byteOffset: offset });
  }
}
