/**
 * Finds the records of a file that do not fit the types of its source. Batches of records are read by the scanner that reads files; a
 * batch that does not fit is halved until each record that does not fit is alone.
 */

import type { FileProfile } from './file-profile';
import { needsReadingCopy, readingCopyText } from './reading-copy';
import { CSV_DEFAULTS, type ReadingConfig } from '../../../src/source-config';
import { type FieldFormats, fieldFormats } from '../field-format/field-formats';
import { type BadRecord, placesOf } from '../formats/bad-records';
import { Bounds } from '../formats/bounds';
import { CsvRowFinder } from '../formats/csv/csv-row-finder';
import { CsvScanner } from '../formats/csv/csv-scanner';
import { csvSyntax } from '../formats/csv/syntax';
import { FileFault } from '../formats/fault';
import { JsonRecords } from '../formats/json/json-records';
import { JsonScanner } from '../formats/json/json-scanner';
import { type RecordBatch, type RecordPlace, recordBatches } from '../formats/records/record-batches';
import type { ScannerSource } from '../formats/scanning/scanner-window';
import { plannedText } from '../formats/stored/planned-text';
import { hintedAs } from '../schema/hints';
import { type ExpectedTypes, type Misfit, misfitsOf } from '../schema/misfits';
import type { SchemaProfile } from '../schema/schema-profile';

/**
 * Bytes of a batch: at least so many, and so many more for each field. Fewer would be slower to read, because what was seen of each field is
 * looked at after each batch. More would be read again for every record that does not fit.
 */
const BATCH_BYTES = { LEAST: 16 * 1024, FOR_A_FIELD: 256 } as const;

/** A part of a file is only read to see what is in it. */
const NO_PLACE: ScannerSource = { start: 0, sourceOffset: (offset) => offset };

/**
 * @param open gives the bytes of the file from its beginning.
 * @param profile of the file, with the records that do not fit.
 * @returns all records to be left out, in order: those that could not be read, and those that do not fit. undefined if these are more
 *   than the source allows or than can be kept, or if it is not certain which they are
 */
export async function findMisfits(
  open: () => Promise<AsyncIterable<Uint8Array>>, declared: ReadingConfig, profile: FileProfile, expected: ExpectedTypes,
): Promise<readonly BadRecord[] | undefined> {
  const { dialect, start, columns } = profile;
  const text = await recordsOf(open, profile);
  const search = new MisfitSearch(profile, declared, expected);
  const finder = columns === undefined ? new JsonRecords() : new CsvRowFinder(csvSyntax(dialect.delimiter!, dialect), start);
  for await (const batch of recordBatches(text, start, finder, Math.max(BATCH_BYTES.LEAST, BATCH_BYTES.FOR_A_FIELD * profile.schema.fields.size))) {
    if (!search.read(batch)) {
      return undefined;
    }
  }
  return search.all();
}

/** The text from the first record on, as promotion reads it: that of the reading copy, if the file has one. */
async function recordsOf(open: () => Promise<AsyncIterable<Uint8Array>>, profile: FileProfile): Promise<AsyncIterable<Uint8Array>> {
  const { dialect, start, end, markBytes, badRecords } = profile;
  const places = { start, end, bad: placesOf(badRecords) };
  return needsReadingCopy(dialect)
    ? plannedText(await readingCopyText(open, dialect), { compression: 'none', encoding: 'utf-8', mark: 0, ...places })
    : plannedText(await open(), { compression: dialect.compression, encoding: dialect.encoding, mark: markBytes, ...places });
}

/** A record that does not fit. */
interface Found {
  readonly place: RecordPlace;
  /** Its number among the records that can be read, from 1. */
  readonly number: number;
  readonly misfits: readonly Misfit[];
  readonly text: string;
}

class MisfitSearch {
  private readonly found: Found[] = [];
  private readonly limit: number;
  private records = 0;
  private chars: number;
  private lastFitting = -1;
  private readonly maps: ReadonlySet<string>;
  private readonly fieldFormats: readonly FieldFormats[];

  constructor(private readonly profile: FileProfile, private readonly declared: ReadingConfig, private readonly expected: ExpectedTypes) {
    const { records, badRecords } = profile;
    const { maxBadRecordRatio = 0 } = declared;
    this.limit = Math.min(maxBadRecordRatio * (records + badRecords.length), Bounds.BAD_RECORDS) - badRecords.length;
    this.chars = badRecords.reduce((sum, { text }) => sum + text.length, 0);
    this.maps = new Set([...hintedAs('map', expected.hints), ...hintedAs('map', expected.paths)]);
    this.fieldFormats = fieldFormats(declared, expected.hints);
  }

  /** @returns whether the search goes on */
  read(batch: RecordBatch): boolean {
    return this.readPart(batch, 0, batch.records.length);
  }

  all(): readonly BadRecord[] | undefined {
    const { profile: { records, badRecords }, found, lastFitting } = this;
    if (this.records !== records) {
      // The file is written in a way in which records cannot be told apart here.
      return undefined;
    }
    const misfits = found.map((each) => ({ ...badRecord(each, each.place.start > lastFitting), detail: this.detailOf(each) }));
    const bad = [...badRecords, ...misfits].sort((a, b) => a.start - b.start);
    let [unreadable, left] = [0, 0];
    return bad.map((record) => {
      if (record.reason !== 'misfit') {
        unreadable++;
        return record;
      }
      return { ...record, number: found[left++].number + unreadable };
    });
  }

  private detailOf({ misfits, text }: Found): string {
    const { columns, nameless = 0, dialect: { delimiter, quote = CSV_DEFAULTS.quote } } = this.profile;
    const unquoted = (row: string) => (quote === '' ? row : row.replaceAll(quote, ''));
    const isHeader = columns !== undefined && unquoted(text) === unquoted([...columns, ...Array<string>(nameless).fill('')].join(delimiter));
    return isHeader ? 'the row repeats the header' : misfitDetail(misfits);
  }

  /** @param suspects the fields that do not fit somewhere in a larger part */
  private readPart(batch: RecordBatch, from: number, to: number, suspects?: ReadonlySet<string>): boolean {
    if (from === to) {
      return true;
    }
    const [first, last] = [batch.records[from], batch.records[to - 1]];
    const bytes = batch.bytes.subarray(first.start - batch.start, last.end - batch.start);
    const profile = this.profileOf(bytes, suspects);
    const misfits = profile && misfitsOf(profile, this.expected);
    if (misfits?.length === 0) {
      this.records += profile!.records;
      this.lastFitting = last.start;
      return true;
    }
    if (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      const paths = misfits && new Set(misfits.map(({ path }) => path));
      return this.readPart(batch, from, middle, paths) && this.readPart(batch, middle, to, paths);
    }
    return misfits !== undefined && this.add({ place: first, number: ++this.records, misfits, text: Buffer.from(bytes).toString() });
  }

  private add(found: Found): boolean {
    this.found.push(found);
    this.chars += found.text.length;
    return this.found.length <= this.limit && this.chars <= Bounds.BAD_CHARS;
  }

  /** undefined if the whole file can be read, but not this part of it, because only the whole shows that an object is a map or mixed. */
  private profileOf(bytes: Uint8Array, suspects: ReadonlySet<string> | undefined): SchemaProfile | undefined {
    try {
      const scanner = this.scanner(suspects);
      scanner.push(bytes);
      return scanner.end().schema;
    } catch (error) {
      if (error instanceof FileFault) {
        return undefined;
      }
      throw error;
    }
  }

  private scanner(suspects: ReadonlySet<string> | undefined): JsonScanner | CsvScanner {
    const { profile: { columns, nameless = 0, dialect }, declared: { csv, nullMarkers }, fieldFormats: formats } = this;
    return columns === undefined
      ? new JsonScanner(NO_PLACE, { maps: this.maps, nullMarkers, fieldFormats: formats })
      : new CsvScanner({ names: columns, nameless }, dialect.delimiter!, NO_PLACE, { ...csv, nullMarkers, only: suspects, fieldFormats: formats });
  }
}

/** @param isAtEnd whether no record that fits follows. Then in an array the comma before it goes, else the comma after it. */
function badRecord({ place, number, misfits, text }: Found, isAtEnd: boolean): Omit<BadRecord, 'detail'> {
  const start = isAtEnd ? place.before ?? place.start : place.start;
  const end = isAtEnd || place.after === undefined ? place.end : place.after + 1;
  return { number, reason: 'misfit', path: misfits[0].path, text, start, length: end - start };
}

function misfitDetail([{ path, expected, found }, ...others]: readonly Misfit[]): string {
  const more = others.length === 0 ? '' : `; ${others.length} other field${others.length === 1 ? ' does' : 's do'} not fit either`;
  return `${path}: expected ${expected}, found ${found}${more}`;
}
