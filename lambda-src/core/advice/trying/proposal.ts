import type { Change } from './change';
import type { ReadingConfig } from '../../../../src/source-config';
import type { FileProfile } from '../../profiling/file-profile';

/** A declaration under which the samples can be read. */
export interface Proposal {
  readonly declared: ReadingConfig;
  /** What it changes; nothing if the samples can be read as declared. */
  readonly changes: readonly Change[];
  /** What the samples are under it. */
  readonly profiles: readonly FileProfile[];
}
