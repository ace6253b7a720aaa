/** A text of records, of what is around them, and of bad records, with the places that a reading plan has of these. */

import type { ReadingPlan } from '../../../lambda-src/core/reading-plan/reading-plan';

export interface LaidOut {
  /** All of it, in UTF-8. */
  readonly text: Buffer;
  /** What a reader has to read: the good records, with all that stands between them. */
  readonly good: Buffer;
  readonly places: Pick<ReadingPlan, 'start' | 'end' | 'bad'>;
}

/** A part of the text. A bad record has nothing of what ends it. */
export interface Part {
  readonly bytes: Buffer;
  readonly isBad?: boolean;
}

export function laidOut(before: Buffer, parts: readonly Part[], after: Buffer): LaidOut {
  const bad: number[] = [];
  let at = before.length;
  for (const { bytes, isBad } of parts) {
    if (isBad) {
      bad.push(at, bytes.length);
    }
    at += bytes.length;
  }
  return {
    text: Buffer.concat([before, ...parts.map(({ bytes }) => bytes), after]),
    good: Buffer.concat(parts.filter(({ isBad }) => !isBad).map(({ bytes }) => bytes)),
    places: { start: before.length, ...after.length === 0 ? {} : { end: at }, ...bad.length === 0 ? {} : { bad } },
  };
}
