import type { SetAsideState } from './messages';

/** Files of one source that share alerts. */
export interface FileGroup {
  /** `TableKey.NO_SOURCE` stands for all sources that are not registered. */
  readonly sourceId: string;
  readonly state: SetAsideState;
  readonly reason: string;
}

/** A file that was set aside, or of which records were, as alerts describe it. */
export interface SetAsideFile extends FileGroup {
  readonly ingestId: string;
  readonly versionId: string;
  /** Of the raw object. */
  readonly key: string;
  /** How many of its records are in quarantine; absent if the whole file was set aside. */
  readonly records?: number;
  /** ISO time of the outcome. */
  readonly at: string;
  /** What was found; names of fields, never values. */
  readonly detail?: string;
  /** What the source can declare so that such files are read. */
  readonly advice?: string;
}
