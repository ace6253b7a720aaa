import type { FILE_STATES, JOB_HELD_REASONS, PROFILER_HELD_REASONS } from '../../../src/contract';
import type { CsvForm, DecidedBy, Delimiter, Dialect } from '../../core/formats/dialect';
import type { Reader, Reading } from '../../core/profiling/reader';
import type { LargeMapAttribute } from '../registry/large-map';

export type FileState = typeof FILE_STATES[number];

/** Why the profiler sets a file aside. */
export type ProfilerHeldReason = typeof PROFILER_HELD_REASONS[number];

/** Why promotion sets a file aside. */
export type JobHeldReason = typeof JOB_HELD_REASONS[number];

/** One bounded part of a file's canonical copy. */
export interface CanonicalPartRow {
  readonly key: string;
  readonly bytes: number;
  readonly records: number;
}

/** Where and why a file could not be read; never a value of the file. */
export interface FaultRow {
  readonly byte_offset?: number;
  readonly record?: number;
  readonly detail: string;
}

/** A `file#` item as it is stored. */
export interface FileRow {
  readonly source_id: string;
  readonly sk: string;
  readonly ingest_id: string;
  readonly date: string;
  readonly key: string;
  readonly version_id: string;
  readonly etag?: string;
  readonly bytes?: number;
  /** When S3 stored these bytes: it tells which of two versions of a raw key is the newer. */
  readonly stored_at?: string;
  readonly state: FileState;
  /** Why HELD or DEAD_LETTERED. */
  readonly reason?: string;
  readonly fault?: FaultRow;
  /** Version ids that this row has replaced. */
  readonly superseded?: string[];
  readonly records?: number;
  /** How many more there were that could not be read: they are under `quarantine/`. */
  readonly bad_records?: number;
  readonly dialect?: Record<string, unknown>;
  readonly reader?: Reader;
  /** The names of the columns, in order, where the reader is `spark-csv`. */
  readonly header?: readonly string[];
  readonly canonical_parts?: CanonicalPartRow[];
  readonly registry_version?: string;
  readonly judged_under?: string;
  readonly types?: LargeMapAttribute;
  readonly txn?: string;
  readonly promoted_at?: string;
  readonly profiled_at: string;
}

/** What a row must still be for an outcome to replace it. */
export interface Replaced {
  readonly state: FileState;
  readonly versionId: string;
  /** Ids that the new row lists as superseded. */
  readonly superseded: string[];
  /** Of the same bytes: how they were read, so that they are read alike again whatever the registry holds by now. */
  readonly readAs?: CsvForm;
}

/** undefined where the file is no CSV, or its row does not say. */
export function csvFormOf({ dialect }: FileRow): CsvForm | undefined {
  const { delimiter, decided_by: decidedBy, header } = dialect ?? {};
  if (decidedBy === undefined) {
    return undefined;
  }
  return { delimiter: delimiter as Delimiter, header: header !== 'none', decidedBy: decidedBy as DecidedBy };
}

/** How a file is written, as its row says it: names of columns, which may be many, are in its types. */
function dialectAttributes(dialect: Dialect): Record<string, unknown> {
  const { format, encoding, compression, delimiter, decidedBy, separatorLine, ...says } = dialect;
  const { columnNames, preambleLines, footerLines, fillsRows, nullMarkers } = says;
  return {
    format,
    encoding,
    compression,
    delimiter,
    decided_by: decidedBy,
    separator_line: separatorLine,
    header: columnNames === undefined ? undefined : 'none',
    preamble_lines: preambleLines,
    footer_lines: footerLines,
    ragged_rows: fillsRows ? 'fill' : undefined,
    null_markers: nullMarkers,
  };
}

/** What the promotion job needs to know to read a file. */
export function readingAttributes(dialect: Dialect, reading: Reading): Pick<FileRow, 'dialect' | 'reader' | 'header'> {
  if (reading.reader !== 'spark-csv') {
    return { dialect: dialectAttributes(dialect), reader: reading.reader };
  }
  const { reader, header, rowEnd, multiline } = reading;
  return { dialect: { ...dialectAttributes(dialect), row_end: rowEnd, multiline }, reader, header };
}
