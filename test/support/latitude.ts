import { Random } from './random';

/** How long an eventually consistent read may show an old state. */
const LAG_MILLIS = 2_000;

/**
 * Decides by a seed what AWS leaves open: how much a page holds, the order of unordered results, whether an eventually
 * consistent read is late, and what a batch leaves over. Programs must work correctly in every case.
 */
export class Latitude {
  private readonly random: Random;

  constructor(seed = 1) {
    this.random = new Random(seed);
  }

  /** The most items or versions of objects on the next page. They are few, so that every list has several pages. */
  pageSize(): number {
    return this.random.pick([1, 2, 3]);
  }

  /** Whether an eventually consistent read still shows the state before a change of this age, in milliseconds. */
  showsOld(age: number): boolean {
    return age >= 0 && age < LAG_MILLIS && this.random.chance(0.5);
  }

  /** How many keys of a batch are served: at least one, because DynamoDB throttles a batch of which it can serve none. */
  served(keys: number): number {
    return this.random.chance(0.5) ? keys : 1 + Math.floor(this.random.next() * keys);
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = Math.floor(this.random.next() * (i + 1));
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }

  /** The bytes in pieces, as a stream may deliver them. */
  pieces(bytes: Buffer): Buffer[] {
    const cuts = [0, this.random.next(), this.random.next(), 1].map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b);
    return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end)).filter(({ length }) => length > 0);
  }
}

/** AWS at its most obliging, for tests that count calls or have very many rows. */
export class NoLatitude extends Latitude {
  override pageSize(): number {
    return 1_000;
  }

  override showsOld(): boolean {
    return false;
  }

  override served(keys: number): number {
    return keys;
  }
}
