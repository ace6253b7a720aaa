import type { ReadingConfig } from '../../../../src/source-config';
import type { FileFault } from '../../formats/fault';
import type { Change } from '../trying/change';
import type { Sample } from '../trying/sample';

/** A sample that cannot be read as declared. */
export interface Refusal {
  readonly fault: FileFault;
  readonly declared: ReadingConfig;
  readonly sample: Sample;
  /** All samples of the source. */
  readonly samples: readonly Sample[];
  /** The sample, decoded leniently. */
  readonly text: string;
  readonly lines: readonly string[];
}

/** Says what could be declared so that the sample can be read. Whether it can is found out by reading it. */
export type Remedy = (refusal: Refusal) => Iterable<Change>;
