/** Profiles a file: finds how it is written and what its schema is. */

import type { FileContext, FileProfile, Found } from './file-profile';
import { scanCsv } from './scan-csv';
import { scanJson } from './scan-json';
import type { ReadingConfig } from '../../../src/source-config';
import { fieldFormats } from '../field-format/field-formats';
import { type BadRecord, BadRecords, isFaultOfRecord } from '../formats/bad-records';
import { FileFault } from '../formats/fault';
import { openSurroundings, reshaped } from '../formats/json/reshape/reshaped-file';
import { shapeOf } from '../formats/json/reshape/shape';
import { withoutEndMark } from '../formats/stored/end-mark';
import { RecentBytes } from '../formats/stored/recent-bytes';
import { openFile } from '../formats/stored/stored-file';
import { asUtf8 } from '../formats/stored/utf8-file';
import { hintsOf, withHints } from '../schema/hints';

/**
 * Profiles a file of a source that may allow bad records. If the file has any, it is read a second time, by a slower reader that
 * leaves them out.
 *
 * @param open gives the bytes from the beginning.
 * @throws FileFault if the file cannot be used. An error while the bytes are fetched is passed on unchanged.
 */
export async function profileTolerantly(
  open: () => Promise<AsyncIterable<Uint8Array>>, declared: ReadingConfig, context: FileContext = {},
): Promise<FileProfile> {
  const { maxBadRecordRatio = 0 } = declared;
  try {
    return await profileFile(open, declared, context);
  } catch (error) {
    if (maxBadRecordRatio === 0 || !isFaultOfRecord(error)) {
      throw error;
    }
    const bad = new BadRecords(maxBadRecordRatio, error);
    const profile = await profileFile(open, declared, context, bad).catch((second: unknown) => {
      // If all records are bad, nothing is left to read.
      if (second instanceof FileFault && second.reason === 'empty_file') {
        bad.assertFewEnough();
        throw error;
      }
      throw second;
    });
    bad.assertFewEnough();
    if (profile.records === 0) {
      throw error;
    }
    return profile;
  }
}

/**
 * Reads the whole file as a stream; memory does not grow with its size.
 *
 * @param open gives the bytes from the beginning. It is called again if values around the records are columns.
 * @param bad takes the bad records, if the source allows any; or has them already, from an earlier reading.
 * @throws FileFault if the file cannot be used. An error while the bytes are fetched is passed on unchanged.
 */
export async function profileFile(
  open: () => Promise<AsyncIterable<Uint8Array>>, declared: ReadingConfig, context: FileContext = {}, bad?: BadRecords | readonly BadRecord[],
): Promise<FileProfile> {
  const { format, nullMarkers = [], numbers, times, fields } = declared;
  const openStored = async () => openFile(await open(), declared.csv?.encoding, context.storedBytes);
  const shape = shapeOf(declared);
  const surroundings = shape?.hasAround ? await openSurroundings(withoutEndMark(asUtf8(await openStored())), shape) : undefined;
  const stored = await openStored();
  const recent = new RecentBytes(stored.markBytes);
  const file = withoutEndMark(asUtf8({ ...stored, chunks: recent.kept(stored.chunks) }));
  const scanning: Promise<Found> = format === 'csv' ? scanCsv(file, declared, context, bad)
    : scanJson(file, declared, context, bad, shape && reshaped(file, shape, bad !== undefined, surroundings));
  const { scanned, columns, nameless, shapeFacts, start, end, found, ...written } = await scanning.catch((error: unknown) => {
    if (error instanceof FileFault && error.reason === 'invalid_encoding') {
      error.sample = recent.around(error.byteOffset!);
    }
    throw error;
  });
  const badRecords = bad instanceof BadRecords ? bad.all : bad ?? [];
  const dialect = {
    ...written,
    encoding: stored.encoding,
    compression: stored.compression,
    ...nullMarkers.length === 0 ? {} : { nullMarkers },
    ...numbers === undefined ? {} : { numbers },
    ...times === undefined ? {} : { times },
    ...fields === undefined ? {} : { fields },
    ...bad === undefined ? {} : { badRecords: badRecords.length },
  };
  const schema = withHints(scanned.schema, hintsOf(declared.typeHints));
  return {
    dialect,
    records: scanned.schema.records,
    bytes: stored.bytesRead(),
    fieldFormats: fieldFormats(declared),
    schema,
    scanned,
    columns,
    nameless,
    shapeFacts,
    markBytes: stored.markBytes,
    start,
    end,
    found,
    badRecords,
  };
}
