import type { Delimiter, FILE_STATES, JOB_HELD_REASONS, PROFILER_HELD_REASONS } from '../../../src/contract';
import type { CsvForm, DecidedBy, Dialect } from '../formats/dialect';
import type { LargeMapAttribute } from '../items/attributes';
import type { Reader, Reading } from '../profiling/raw-or-canonical';

export type FileState = typeof FILE_STATES[number];

/** Why the profiler sets a file aside. The file waits for a person. */
export type ProfilerHeldReason = typeof PROFILER_HELD_REASONS[number];

/** Why promotion sets a file aside. The file waits for a person, or, with `types_moved`, for the sweep. */
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
  /** When S3 stored these bytes. It tells which of two versions of a raw key is the newer one. */
  readonly stored_at?: string;
  readonly state: FileState;
  /** Why HELD or DEAD_LETTERED. */
  readonly reason?: string;
  readonly fault?: FaultRow;
  /** Version ids that this row has replaced. */
  readonly superseded?: string[];
  readonly records?: number;
  /** How many more records could not be read. They are under `quarantine/`. */
  readonly bad_records?: number;
  readonly dialect?: Record<string, unknown>;
  readonly reader?: Reader;
  /** The names of the columns, in order, if the reader is `spark-csv`. */
  readonly header?: readonly string[];
  readonly canonical_parts?: CanonicalPartRow[];
  readonly registry_version?: string;
  readonly judged_under?: string;
  readonly types?: LargeMapAttribute;
  readonly txn?: string;
  readonly promoted_at?: string;
  readonly profiled_at: string;
}

/** A file's row without its key. */
export type NewFileRow = Omit<FileRow, 'source_id' | 'sk'>;

/** A row that an outcome replaces, if the row is still as it was read. */
export interface Replaced {
  readonly state: FileState;
  readonly versionId: string;
  /** Ids that the new row lists as superseded. */
  readonly superseded: string[];
  /** How the row's bytes were read, if the same bytes are read again. They are read the same way, whatever the registry holds now. */
  readonly readAs?: CsvForm;
}

/** How the file was read as CSV; undefined if it is not CSV, or if its row does not say. */
export function csvFormOf({ dialect }: FileRow): CsvForm | undefined {
  const { delimiter, decided_by: decidedBy, header } = dialect ?? {};
  if (decidedBy === undefined) {
    return undefined;
  }
  return { delimiter: delimiter as Delimiter, header: header !== 'none', decidedBy: decidedBy as DecidedBy };
}

/** The dialect as the file's row says it. The names of columns, of which there may be many, are in the row's types instead. */
function dialectAttributes({ columnNames, badRecords: _, ...dialect }: Dialect): Record<string, unknown> {
  const attributes = Object.entries(dialect).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]);
  return { ...Object.fromEntries(attributes), ...columnNames === undefined ? {} : { header: 'none' } };
}

/** What the promotion job needs to know to read a file. */
export function readingAttributes(dialect: Dialect, reading: Reading): Pick<FileRow, 'dialect' | 'reader' | 'header'> {
  if (reading.reader !== 'spark-csv') {
    return { dialect: dialectAttributes(dialect), reader: reading.reader };
  }
  const { reader, header, rowEnd, multiline } = reading;
  return { dialect: { ...dialectAttributes(dialect), row_end: rowEnd, multiline }, reader, header };
}
