/** Reads a JSON file: scans its records, where the source says that they are. */

import type { FileContext, Found } from './file-profile';
import { placeAfterStart, scanAll } from './scan-all';
import type { ReadingConfig } from '../../../src/source-config';
import { fieldFormats } from '../field-format/field-formats';
import { withoutPlaces } from '../formats/bad-places';
import { type BadRecord, BadRecords, placesOf } from '../formats/bad-records';
import { tableLook } from '../formats/csv/one-column';
import { declaredShape } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { withoutBadLines } from '../formats/json/bad-lines';
import { JsonScanner, type ScannedJson } from '../formats/json/json-scanner';
import type { ReshapedFile } from '../formats/json/reshape/reshaped-file';
import { shapeFacts } from '../formats/json/shape-facts';
import { LookAhead } from '../formats/look-ahead';
import type { UnmarkedFile } from '../formats/stored/end-mark';
import { hintedAs, hintsOf } from '../schema/hints';

/**
 * @param rewritten the file's records, if its source declares its shape.
 * @throws FileFault
 */
export async function scanJson(
  file: UnmarkedFile, declared: ReadingConfig, { sketches }: FileContext, bad?: BadRecords | readonly BadRecord[], rewritten?: ReshapedFile,
): Promise<Found<ScannedJson>> {
  const { typeHints, nullMarkers, recordsAt } = declared;
  const hints = hintsOf(typeHints);
  const options = { maps: hintedAs('map', hints), nullMarkers, sketches, fieldFormats: fieldFormats(declared, hints) };
  if (rewritten !== undefined) {
    const scanner = new JsonScanner(rewritten, { ...options, isTable: () => rewritten.form() !== undefined });
    const scanned = await scanRewritten(without(bad, rewritten.chunks, false), scanner, rewritten);
    const facts = recordsAt === undefined ? shapeFacts(scanned.schema) : undefined;
    return { format: rewritten.form() ?? scanned.format, ...declaredShape(declared), shapeFacts: facts, start: 0, scanned };
  }
  const scanned = await scanPlain(without(bad, file.chunks, true), new JsonScanner(file, options), file);
  return { format: scanned.format, shapeFacts: shapeFacts(scanned.schema), start: 0, end: placeAfterStart(file.markAt(), file), scanned };
}

function without(
  bad: BadRecords | readonly BadRecord[] | undefined, chunks: AsyncIterable<Uint8Array>, mayBeArray: boolean,
): AsyncIterable<Uint8Array> {
  if (bad === undefined) {
    return chunks;
  }
  return bad instanceof BadRecords ? withoutBadLines(chunks, bad, mayBeArray) : withoutPlaces(chunks, 0, placesOf(bad));
}

async function scanPlain(chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner, file: UnmarkedFile): Promise<ScannedJson> {
  const ahead = new LookAhead(chunks, file.start);
  try {
    return await scanAll(ahead, scanner, file, ahead);
  } catch (error) {
    const isFirstByte = error instanceof FileFault && error.record === 1 && error.byteOffset === file.sourceOffset(file.start);
    throw isFirstByte ? withLook(error, await ahead.from(file.start, LOOK_BYTES)) : error;
  } finally {
    await ahead.close();
  }
}

/** So much of a file shows whether it is a table. */
const LOOK_BYTES = 64 * 1024;

/** The fault of a file that does not begin like JSON. */
function withLook(fault: FileFault, bytes: Buffer): FileFault {
  const look = tableLook(bytes.toString());
  return look === undefined ? fault : new FileFault(fault.reason, `the file ${look}, but its source is declared as JSON`, fault);
}

/** A fault that lies between the records is found ahead of the scanner, which may still hold back a fault in a record before it. */
async function scanRewritten(chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner, file: ReshapedFile): Promise<ScannedJson> {
  try {
    return await scanAll(chunks, scanner, file);
  } catch (error) {
    if (error instanceof FileFault) {
      const earlier = scanner.isEnded ? undefined : faultAtEnd(scanner);
      throw file.explained(earlier !== undefined && earlier.byteOffset! < (error.byteOffset ?? Infinity) ? earlier : error);
    }
    throw error;
  }
}

function faultAtEnd(scanner: JsonScanner): FileFault | undefined {
  try {
    scanner.end();
    return undefined;
  } catch (error) {
    if (error instanceof FileFault) {
      return error;
    }
    throw error;
  }
}
