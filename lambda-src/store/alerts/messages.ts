import type { RUN_FAILED_ALERT } from '../../../src/contract';
import type { TypeChange } from '../../core/schema/change';
import type { FieldType } from '../../core/schema/field-type';

/** Bytes of JSON that one list of a message may take: SNS carries 256 KB, and a file may change 50,000 paths. */
const LIST_BYTES = 16 * 1024;

/** A path that disappeared, and how often it had been there in the file that made the baseline, where that is known. */
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

/** A version became BREAKING. `omitted` counts what did not fit into the lists; the registry's item has all of it. */
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
  /** Open versions announced all of it before. */
  readonly repeat: boolean;
  readonly at: string;
}

/** A status edited by hand could not be carried out and was set back. */
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

/** The item of a version was deleted, or saved with other attributes than the program wrote, and was written anew. */
export interface VersionRestored {
  readonly kind: 'version_restored';
  readonly alert_id: string;
  readonly source_id: string;
  readonly version: string;
  readonly change: 'deleted' | 'edited';
  /** Names of the attributes that were set back; those that no version has are `others`. */
  readonly attributes: string[];
  readonly at: string;
}

/** States of files that people are told of. */
export type SetAsideState = 'HELD' | 'DEAD_LETTERED';

export const KIND_OF_STATE = { HELD: 'files_held', DEAD_LETTERED: 'files_dead_lettered' } as const;

/** One of the files that an alert is about. */
export interface FileExample {
  readonly ingest_id: string;
  /** Of the raw object. */
  readonly key: string;
  /** What was found; names of fields, never values. */
  readonly detail?: string;
}

/**
 * Files of one source were set aside for one reason: the first at once, those of the quarter of an hour after it together.
 * Every file is in one alert.
 */
export interface FilesSetAside {
  readonly kind: typeof KIND_OF_STATE[SetAsideState];
  readonly alert_id: string;
  /** `#none` where no registered source is concerned. */
  readonly source_id: string;
  readonly reason: string;
  readonly count: number;
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

/** The body of a message on the alert topic. It holds names and types, never a value of a file. */
export type AlertMessage = SchemaDrift | DecisionRefused | VersionRestored | FilesSetAside | RunFailed;

/** The message with each list cut to what a message can carry. */
export function bounded(message: SchemaDrift): SchemaDrift {
  const removed = fitting(message.removed);
  const added = fitting(message.added);
  const typeChanged = fitting(Object.entries(message.type_changed));
  const omitted = message.removed.length - removed.length + message.added.length - added.length
    + Object.keys(message.type_changed).length - typeChanged.length;
  return { ...message, removed, added, type_changed: Object.fromEntries(typeChanged), ...(omitted > 0 ? { omitted } : {}) };
}

function fitting<T>(list: readonly T[]): T[] {
  let room = LIST_BYTES;
  const end = list.findIndex((entry) => (room -= Buffer.byteLength(JSON.stringify(entry)) + 1) < 0);
  return end < 0 ? [...list] : list.slice(0, end);
}
