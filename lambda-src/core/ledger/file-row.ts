import type { FILE_STATES, JOB_HELD_REASONS, PROFILER_HELD_REASONS } from '../../../src/contract';
import type { Dialect } from '../formats/dialect';
import type { LargeMapAttribute } from '../items/attributes';
import { boundedWarnings } from '../warnings/bounded-warnings';
import type { Warning } from '../warnings/warning';

export type FileState = typeof FILE_STATES[number];

/** Why the profiler sets a file aside. The file waits for a person. */
export type ProfilerHeldReason = typeof PROFILER_HELD_REASONS[number];

/** Why promotion sets a file aside. The file waits for a person. */
export type JobHeldReason = typeof JOB_HELD_REASONS[number];

/** The reading copy of a file, gzipped. A copy that a row names never changes. */
export interface CopyRow {
  readonly key: string;
  readonly version_id: string;
  readonly etag: string;
  readonly bytes: number;
}

/** Where the bad records of a file are. */
export interface QuarantineRow {
  readonly key: string;
  readonly version_id: string;
}

/** Where and why a file could not be read; never a value of the file. */
export interface FaultRow {
  readonly byte_offset?: number;
  readonly record?: number;
  readonly detail: string;
  /** What the source can declare so that such files are read, if anything was found. */
  readonly advice?: string;
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
  /** How many more records are bad. */
  readonly bad_records?: number;
  /** Where these are. */
  readonly quarantine?: QuarantineRow;
  /** The raw object in which they were taken in again, and when. */
  readonly replay?: { readonly key: string; readonly at: string };
  readonly dialect?: Record<string, unknown>;
  /** What is odd about the file: the most important warnings. All are in its evidence. */
  readonly warnings?: readonly Warning[];
  /** How many more there are. */
  readonly warnings_omitted?: number;
  /** The `ReadingPlan`, by which promotion reads the file or its copy. */
  readonly reading?: LargeMapAttribute;
  /** What promotion reads in place of the raw object. */
  readonly copy?: CopyRow;
  readonly registry_version?: string;
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
}

/** Most bytes of JSON for the warnings in a row. The rest of a row may take several hundred KB. */
const WARNINGS_BYTES = 16 * 1024;

export function warningAttributes(all: readonly Warning[]): Pick<FileRow, 'warnings' | 'warnings_omitted'> {
  const { warnings, omitted } = boundedWarnings(all, WARNINGS_BYTES);
  return { warnings: warnings.length === 0 ? undefined : warnings, warnings_omitted: omitted || undefined };
}

/** The dialect as the file's row says it. The names of columns, of which there may be many, are in the reading plan instead. */
export function dialectAttributes({ columnNames, header, badRecords: _, ...dialect }: Dialect): Record<string, unknown> {
  const attributes = Object.entries(dialect).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]);
  return { ...Object.fromEntries(attributes), ...columnNames === undefined ? {} : { header: header === undefined ? 'none' : 'replaced' } };
}
