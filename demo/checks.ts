import { isDeepStrictEqual } from 'node:util';
import type { Narrator } from './narrator';

/** Compares every figure that the story tells with what went in, and remembers each difference. */
export class Checks {
  private compared = 0;
  private readonly differences: string[] = [];

  constructor(private readonly narrator: Narrator) {}

  /**
   * Compares what came out with what went in and says so.
   *
   * @param sentence what is compared, in words a reader of the story follows
   * @param found what the pipeline shows
   * @param expected what an independent reader of the input finds
   */
  equal(sentence: string, found: unknown, expected: unknown): void {
    this.compared += 1;
    const holds = isDeepStrictEqual(found, expected);
    if (!holds) {
      this.differences.push(`${sentence}: found ${text(found)}, expected ${text(expected)}`);
    }
    this.narrator.verdict(holds, holds ? sentence : this.differences[this.differences.length - 1]!);
  }

  /** How many comparisons were made. */
  get count(): number {
    return this.compared;
  }

  /** Every difference found, as a sentence with both values. */
  get found(): readonly string[] {
    return this.differences;
  }
}

/** JSON, with integers of any size as numbers. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}
