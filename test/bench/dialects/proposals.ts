/** Declarations that are proposed for a file. */

import { basename } from 'node:path';
import { profiled } from './readers';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import type { ReadingConfig } from '../../../src/source-config';

/** Proposes what the source of a file may declare; undefined if there is no need, or no idea. */
export type Proposer = (path: string) => Promise<ReadingConfig | undefined>;

/** A declaration may uncover another fault. */
const MOST_STEPS = 4;

/** Takes the first proposal of each refusal, until the file is read. */
export const byRefusals: Proposer = async (path) => {
  let declared: ReadingConfig = { format: 'csv' };
  for (let step = 0; step < MOST_STEPS; step++) {
    try {
      await profiled(path, declared);
      break;
    } catch (error) {
      if (!(error instanceof FileFault)) {
        throw new Error(`${basename(path)} cannot be read`, { cause: error });
      }
      const [choice] = error.choices;
      if (choice === undefined) {
        break;
      }
      declared = { ...declared, csv: { ...declared.csv, ...choice } };
    }
  }
  return declared.csv === undefined ? undefined : declared;
};
