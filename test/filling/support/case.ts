/** One case of the fuzz: files of one source, the schema under which they are read, and what their records are. */

import type { PlainRows } from './plain-rows';
import type { ReadingPlan } from '../../../lambda-src/core/reading-plan/reading-plan';
import type { Family, Fields } from '../../../lambda-src/core/schema/field-type';

export interface FillCase {
  readonly format: Family;
  readonly schema: Fields;
  readonly files: readonly FillFile[];
}

export interface FillFile {
  /** As it is stored. */
  readonly bytes: Buffer;
  readonly plan: ReadingPlan;
  readonly expected: PlainRows;
}
