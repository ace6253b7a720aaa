/**
 * Refinements find declarations under which more of the values have types. They try what a source can declare, and look at the types
 * only: a declaration counts if it gives a field a type, and takes no type away.
 */

import { epochs } from './epochs';
import { margins } from './margins';
import { nullMarkers } from './null-markers';
import { numbers } from './numbers';
import { type OpenQuestion, type Refinement, Refining } from './refining';
import { times } from './times';
import { totals } from './totals';
import { trim } from './trim';
import type { Proposal } from '../trying/proposal';
import type { Sample } from '../trying/sample';

/** In this order: each may build on the ones before it. */
const REFINEMENTS: readonly Refinement[] = [margins, trim, totals, numbers, nullMarkers, times, epochs];

export interface Refined extends Proposal {
  readonly questions: readonly OpenQuestion[];
}

/** @param isLate whether the time for it is over; what was found until then counts. */
export async function refineValues(samples: readonly Sample[], start: Proposal, isLate: () => boolean = () => false): Promise<Refined> {
  const work = new Refining(samples, start, isLate);
  for (const refine of REFINEMENTS) {
    await refine(work);
  }
  return work;
}
