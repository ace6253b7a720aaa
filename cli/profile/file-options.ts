/** From what was declared to what the profiler is told of one file. */

import type { SourceOptions } from './source-options';
import { typesByPath } from './type-hints';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { type ReadingConfig, SourceLimit } from '../../src/contract';
import { UsageError } from '../command-line/usage-error';

/**
 * @param path of the file, for messages.
 * @throws UsageError where the options contradict each other or the format: what synthesis refuses of a source.
 */
export function fileOptions(path: string, format: Family, source: SourceOptions): ReadingConfig {
  const csv = declaredCsv(source);
  const markers = source['null-marker'].length;
  if (markers > SourceLimit.NULL_MARKERS) {
    throw new UsageError(`--null-marker was given ${markers} times; expected at most ${SourceLimit.NULL_MARKERS}`);
  }
  if (format !== 'csv' && csv !== undefined) {
    const given = Object.keys(csv).map((name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
    throw new UsageError(`${given.join(', ')}: for CSV only, but the format of ${path} is JSON; leave out what is for CSV, or say --format csv`);
  }
  if (csv?.columnNames !== undefined && csv.header === true) {
    throw new UsageError('--column-names was given with --header true; leave --column-names out where the first row of a file names the columns');
  }
  return {
    format,
    csv,
    nullMarkers: source['null-marker'],
    typeHints: typesByPath(format, source['type-hint']),
    maxBadRecordRatio: source['max-bad-record-ratio'],
  };
}

/** undefined where nothing was said of CSV. */
function declaredCsv(source: SourceOptions): ReadingConfig['csv'] {
  const { delimiter, header, encoding } = source;
  const all = {
    delimiter,
    header: header === undefined ? undefined : header === 'true',
    columnNames: source['column-names'],
    encoding,
    preambleLines: source['preamble-lines'],
    footerLines: source['footer-lines'],
    raggedRows: source['ragged-rows'],
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
