import type { FileFault } from '../fault';
import type { ScannerConstants, ScannerExports, ScannerWindow } from './scanner-window';

/** Reads one file with a scanner: bytes go in, and a fault or, at the end, the result comes out. Do not use it again after a fault. */
export abstract class FileScanner<E extends ScannerExports, C extends ScannerConstants, Found> {
  protected abstract readonly window: ScannerWindow<E, C>;
  private hasEnded = false;

  protected get scanner(): E {
    return this.window.scanner;
  }

  /** @throws FileFault */
  push(bytes: Uint8Array): void {
    const outcome = this.window.push(bytes);
    if (outcome === 'read') {
      return;
    }
    const fault = outcome === 'fault' ? this.fault() : this.tooLong();
    this.hasEnded = true;
    this.window.close();
    throw fault;
  }

  /** Whether it has told a fault or the result. Do not use it any more. */
  get isEnded(): boolean {
    return this.hasEnded;
  }

  /** From now on, no fault is placed before this offset in the pushed bytes. */
  get earliestOffset(): number {
    return this.window.earliestOffset;
  }

  /** Call once, after the last bytes. @throws FileFault */
  end(): Found {
    this.hasEnded = true;
    try {
      if (this.window.end() === 'fault') {
        throw this.fault();
      }
      return this.result();
    } finally {
      this.window.close();
    }
  }

  /** What the scanner's tables say about the whole file. @throws FileFault */
  protected abstract result(): Found;

  /** The fault at which the scanner stopped. */
  protected abstract fault(): FileFault;

  /** The fault of a record that does not end within its bound. */
  protected abstract tooLong(): FileFault;
}
