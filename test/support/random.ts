/** A seeded source of randomness (by Park and Miller), so that a failing schedule can be repeated. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed * 7919 + 1;
  }

  /** A number from 0 to 1. */
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
