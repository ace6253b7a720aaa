import { FileFault } from '../../core/formats/fault';

/** Time that is kept for moving a file to the dead letters: for a copy of some gigabytes, and a transaction. */
const RESERVE_MILLIS = 120_000;

/** The time that an invocation has for reading files. If a function runs out of it, there is no outcome, and the next attempt at the same file fails too. */
export class ReadingTime {
  private readonly whole: number;

  /** @param remainingMillis says what is left of the invocation's time; called at once, to know all of it */
  constructor(private readonly remainingMillis: () => number) {
    this.whole = remainingMillis();
  }

  /**
   * Call before a file is read.
   *
   * @throws Error if other work has taken most of the time. That is not the fault of the file, which is tried again
   */
  assertAmple(): void {
    const left = this.remainingMillis();
    if (left < this.whole / 2) {
      throw new Error(`Only ${left} of ${this.whole} ms are left to read the file; it is tried again with all of them`);
    }
  }

  /**
   * The bytes, as long as there is time.
   *
   * @throws FileFault `time_exceeded`
   */
  async* within(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      if (this.remainingMillis() < RESERVE_MILLIS) {
        throw new FileFault('time_exceeded', `the file could not be read within ${Math.round((this.whole - RESERVE_MILLIS) / 1000)} seconds; `
          + 'split it into several files');
      }
      yield chunk;
    }
  }
}
