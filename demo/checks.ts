import { isDeepStrictEqual } from 'node:util';
import type { Narrator } from './narrator';

/** Compares every figure that the story tells with the input, and remembers each difference. */
export class Checks {
  private compared = 0;
  private readonly differences: string[] = [];

  constructor(private readonly narrator: Narrator) {}

  /**
   * Compares an output with the input, and tells the result.
   *
   * @param sentence says what is compared, in words that a reader of the story understands
   * @param found the value that the pipeline shows
   * @param expected the value that an independent reader finds in the input
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

/** The value as JSON; big integers become numbers. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}
