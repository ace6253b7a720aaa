/** A seeded source of randomness (Park and Miller's), so that a failing schedule can be run again. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed * 7919 + 1;
  }

  /** A number from 0 up to 1. */
  next(): number {
    this.state = (this.state * 48271) % 2147483647;
    return this.state / 2147483647;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)];
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}
