import { type RUN_FAILED_ALERT, TableKey } from '../../../src/contract';
import type { TypeChange } from '../schema/change';
import type { FieldType } from '../schema/field-type';
import { boundedWarnings } from '../warnings/bounded-warnings';
import type { Warning } from '../warnings/warning';

/** Most bytes of JSON for one list of a message. SNS carries 256 KB, and a file may change 50,000 paths. */
const LIST_BYTES = 16 * 1024;

/** A path that disappeared, and how often the file that made the baseline had it, if that is known. */
export interface RemovedPath {
  readonly path: string;
  readonly type: FieldType;
  readonly present?: number;
  readonly records?: number;
}

export interface AddedPath {
  readonly path: string;
  readonly type: FieldType;
}

/** A version is BREAKING. `omitted` counts the paths that did not fit into the lists; the registry's item has all of them. */
export interface SchemaDrift {
  readonly kind: 'schema_drift';
  readonly alert_id: string;
  readonly source_id: string;
  readonly version: string;
  readonly baseline: string;
  readonly compatibility: string;
  readonly removed: RemovedPath[];
  readonly added: AddedPath[];
  readonly type_changed: Record<string, TypeChange>;
  readonly omitted?: number;
  readonly sample_key: string;
  readonly records: number;
  /** Whether alerts on other open versions said all of it before. */
  readonly repeat: boolean;
  /** What is odd about the file, the most important warnings first; its evidence has all of them. */
  readonly warnings?: readonly Warning[];
  readonly at: string;
}

/** A person edited a status to something that cannot be carried out, and it was set back. */
export interface DecisionRefused {
  readonly kind: 'decision_refused';
  readonly alert_id: string;
  readonly source_id: string;
  readonly version: string;
  readonly found: string;
  readonly restored: string;
  readonly detail: string;
  readonly command: string;
  readonly at: string;
}

/** Somebody deleted the item of a version, or saved what only the program may say, and the item was restored. */
export interface VersionRestored {
  readonly kind: 'version_restored';
  readonly alert_id: string;
  readonly source_id: string;
  readonly version: string;
  readonly change: 'deleted' | 'edited';
  /** Names of the attributes that were restored. `others` stands for those that somebody added. */
  readonly attributes: string[];
  readonly at: string;
}

/** What was set aside: a file, which is now HELD or DEAD_LETTERED, or records of a file that is accepted. */
export type SetAsideState = 'HELD' | 'DEAD_LETTERED' | 'QUARANTINED';

export const KIND_OF_STATE = { HELD: 'files_held', DEAD_LETTERED: 'files_dead_lettered', QUARANTINED: 'records_quarantined' } as const;

/** The reason of all alerts on records in quarantine. Each record there has a reason of its own. */
export const BAD_RECORDS = 'bad_records';

/** One of the files that an alert is about. */
export interface FileExample {
  readonly ingest_id: string;
  /** Of the raw object. */
  readonly key: string;
  /** What was found; names of fields, never values. */
  readonly detail?: string;
  /** What the source can declare so that such files are read, if anything was found. */
  readonly advice?: string;
}

/**
 * Files of one source, or records of such files, were set aside for one reason. The first file has an alert at once, and those of the next quarter of an
 * hour have one together. Every file is in one alert.
 */
export interface FilesSetAside {
  readonly kind: typeof KIND_OF_STATE[SetAsideState];
  readonly alert_id: string;
  /** `#none` if no registered source is concerned. */
  readonly source_id: string;
  readonly reason: string;
  /** How many files. */
  readonly count: number;
  /** How many records of these files are in quarantine. */
  readonly records?: number;
  /** When the first and the last of them were set aside. */
  readonly first_at: string;
  readonly last_at: string;
  /** The first few. */
  readonly examples: readonly FileExample[];
  /** What it means and what to do. */
  readonly advice: string;
  readonly at: string;
}

/** A promotion run died. */
export interface RunFailed {
  readonly kind: typeof RUN_FAILED_ALERT;
  readonly alert_id: string;
  readonly run: string;
  readonly detail: string;
  readonly at: string;
}

/** The body of a message on the alert topic. It has names and types, never a value of a file. */
export type AlertMessage = SchemaDrift | DecisionRefused | VersionRestored | FilesSetAside | RunFailed;

/** The message with its lists cut to what a message can carry. */
export function bounded(message: SchemaDrift): SchemaDrift {
  const removed = fitting(message.removed);
  const added = fitting(message.added);
  const typeChanged = fitting(Object.entries(message.type_changed));
  const omitted = message.removed.length - removed.length + message.added.length - added.length
    + Object.keys(message.type_changed).length - typeChanged.length;
  const { warnings } = boundedWarnings(message.warnings ?? [], LIST_BYTES);
  return {
    ...message,
    removed,
    added,
    type_changed: Object.fromEntries(typeChanged),
    ...omitted > 0 ? { omitted } : {},
    ...warnings.length > 0 ? { warnings } : {},
  };
}

function fitting<T>(list: readonly T[]): T[] {
  let room = LIST_BYTES;
  const end = list.findIndex((entry) => (room -= Buffer.byteLength(JSON.stringify(entry)) + 1) < 0);
  return end < 0 ? [...list] : list.slice(0, end);
}

/** The id of a BREAKING version's alert. Every file of the version can publish what the first left unpublished. */
export function driftAlertId(version: string): string {
  return `drift-${version.slice(TableKey.VERSION_PREFIX.length)}`;
}
