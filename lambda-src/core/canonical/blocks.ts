/** The lines of a file's canonical copy. The scanner reads the file as in the first pass, and says where its records are. */

import { CanonicalCsv } from './csv-line';
import { CanonicalJson } from './json-line';
import { type Block, CanonicalLines } from './lines';
import { RecordWindow } from './record-window';
import { Rewriting } from './rewriting';
import { BadRecords } from '../formats/bad-records';
import { CopyBounds } from '../formats/bounds';
import { CsvScanner } from '../formats/csv/csv-scanner';
import { openCsv } from '../formats/csv/open-csv';
import type { CsvForm, Dialect } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { withoutBadLines } from '../formats/json/bad-lines';
import { JsonScanner, type ScannedJson } from '../formats/json/json-scanner';
import type { RecordBorders } from '../formats/scanning/scanner-window';
import { openFile } from '../formats/stored/stored-file';
import { type Utf8File, asUtf8 } from '../formats/stored/utf8-file';
import type { FileProfile } from '../profiling/profile-file';
import type { Fields } from '../schema/field-type';

/** What the first pass found. */
export type FirstPass = Pick<FileProfile, 'dialect' | 'scanned' | 'maps'>;

/**
 * Reads the file again, as a stream.
 *
 * @param readTypes the types under which the file was judged: `Judgement.types`.
 * @throws FileFault if the bytes are not those of the first pass.
 */
export async function* canonicalBlocks(bytes: AsyncIterable<Uint8Array>, first: FirstPass, readTypes: Fields): AsyncGenerator<Block> {
  const file = asUtf8(await openFile(bytes, first.dialect.encoding));
  yield* 'paths' in first.scanned ? jsonBlocks(file, first, first.scanned, readTypes) : csvBlocks(file, first.dialect);
}

async function* jsonBlocks(file: Utf8File, { dialect, maps }: FirstPass, scanned: ScannedJson, readTypes: Fields): AsyncGenerator<Block> {
  const { nullMarkers } = dialect;
  const lines = new CanonicalLines();
  const bad = badRecords(dialect);
  const copier = new Copier(lines, file.start, new CanonicalJson(lines, Rewriting.of(scanned, readTypes), scanned.brokenRecord, nullMarkers));
  const scanner = new JsonScanner(file, { maps, nullMarkers }, copier.onRecords);
  yield* copier.copy(bad === undefined ? file.chunks : withoutBadLines(file.chunks, bad), scanner, file);
}

async function* csvBlocks(file: Utf8File, dialect: Dialect): AsyncGenerator<Block> {
  const form = formOf(dialect);
  const { delimiter } = form;
  const { columns: { names }, chunks, offset } = await openCsv(file, dialect, () => form, badRecords(dialect));
  const lines = new CanonicalLines();
  const copier = new Copier(lines, offset, new CanonicalCsv(lines, names, delimiter, dialect.nullMarkers));
  const source = { start: offset, sourceOffset: file.sourceOffset };
  const scanner = new CsvScanner(names, delimiter, source, dialect, copier.onRecords);
  yield* copier.copy(chunks, scanner, file);
}

/** The form that the first pass found. It is not looked for again. */
function formOf({ delimiter, columnNames, decidedBy }: Dialect): CsvForm {
  return { delimiter: delimiter!, header: columnNames === undefined, decidedBy: decidedBy! };
}

/** The first pass has already found the bad records, and found them few enough. */
function badRecords(dialect: Dialect): BadRecords | undefined {
  return dialect.badRecords === undefined ? undefined : new BadRecords(1, new FileFault('bad_record_ratio', 'the second pass found more'));
}

/** Lets each record be written as soon as the scanner has found its end. */
class Copier {
  private readonly window: RecordWindow;
  private readonly ready: Block[] = [];

  /** @param start offset of the first byte that the scanner reads. */
  constructor(
    private readonly lines: CanonicalLines, start: number, private readonly record: { write(bytes: Uint8Array, start: number, end: number): void },
  ) {
    this.window = new RecordWindow(start);
  }

  readonly onRecords = (borders: RecordBorders): void => {
    const { window, record, lines } = this;
    for (let i = 0; i < borders.length; i += 2) {
      record.write(window.bytes, window.indexOf(borders[i]), window.indexOf(borders[i + 1]));
      if (lines.length >= CopyBounds.BLOCK_BYTES) {
        this.ready.push(lines.take()!);
      }
    }
  };

  async* copy(chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner | CsvScanner, file: Utf8File): AsyncGenerator<Block> {
    for await (const chunk of chunks) {
      this.window.push(chunk);
      scanner.push(chunk);
      this.window.forget(scanner.earliestOffset);
      file.forget(scanner.earliestOffset);
      yield* this.ready.splice(0);
    }
    scanner.end();
    const last = this.lines.take();
    yield* last === undefined ? this.ready : [...this.ready, last];
  }
}
