import type { FileProfile } from '../../core/profiling/file-profile';
import type { ExpectedTypes } from '../../core/schema/misfits';

/** Reads a file again, without the records that do not fit; undefined if it has to be judged as a whole. */
export type LeaveOutMisfits = (expected: ExpectedTypes) => Promise<FileProfile | undefined>;

/** What was read of a file: all of it and, if its source allows bad records, what fits the types of its source. */
export class Readings {
  private latest?: { readonly registry: string; readonly fitting: Promise<FileProfile | undefined> };

  /** @param isReplay whether the file holds bad records of another file. Then it shows of no field that the sender dropped it. */
  constructor(readonly whole: FileProfile, readonly isReplay: boolean, private readonly leaveOutMisfits: LeaveOutMisfits) {}

  /**
   * The file without the records that do not fit; undefined if it has to be judged as a whole.
   *
   * @param registry names the state of the registry from which `expected` was read. For the same state the file is not read again
   */
  async fitting(registry: string, expected: ExpectedTypes): Promise<FileProfile | undefined> {
    if (this.latest?.registry !== registry) {
      this.latest = { registry, fitting: this.leaveOutMisfits(expected) };
    }
    return this.latest.fitting;
  }
}
