/**
 * The host's side of a scanner's memory. The host copies bytes into the scanner's window. What the scanner could not finish
 * moves to the front of the window, and the next bytes go after it.
 */

import type { FaultCodes } from './scanner-fault';
import { type HostFunctions, compiled, constantsOf, instantiated } from './web-assembly';
import { Bounds } from '../bounds';

/** An exported variable. */
export interface Exported {
  readonly value: number;
}

/** What both scanners export; see `scanner/README.md`. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly fault: Exported;
  readonly faultAt: Exported;
  readonly records: Exported;
  readonly recordOffset: Exported;
  readonly inRecord: Exported;
  addMarker(bytes: number): void;
  addFormat(bytes: number): number;
  scan(end: number, final: boolean): number;
  moveWindow(offset: number): void;
}

/** Constants that both scanners export, with names in capitals. */
export interface ScannerConstants extends FaultCodes {
  readonly WINDOW: number;
  readonly PADDING: number;
}

/** Bytes copied into the window at a time: enough to be fast, and few enough to stay in the processor's cache. */
export const PIECE_BYTES = 1024 * 1024;

/** An instance with more memory than this is not kept for the next file. */
const KEPT_MEMORY_BYTES = 48 * 1024 * 1024;

/** An unfinished token longer than this is read again only after the bytes in the window have doubled, so the time stays linear. */
export const PATIENT_FROM_BYTES = 4 * 1024;

/** Where the scanner's bytes come from, so that faults can name places in the file. */
export interface ScannerSource {
  /** Offset of the first byte that will be pushed. */
  readonly start: number;
  /** The offset in the original file that belongs to an offset in the pushed bytes. */
  sourceOffset(offset: number): number;
}

/**
 * The instances of one scanner. They are kept for the next file, because their memory is already mapped and their code is
 * already hot. This matters for a file of a few kilobytes.
 */
export class ScannerInstances<E extends ScannerExports, C extends ScannerConstants> {
  private module?: object;
  private readonly idle: ScannerInstance<E, C>[] = [];

  constructor(private readonly base64: string) {}

  take(): ScannerInstance<E, C> {
    this.module ??= compiled(this.base64);
    return this.idle.pop() ?? new ScannerInstance<E, C>(this.module);
  }

  /** Call when the file is finished. Memory never shrinks, so an instance that has grown large is dropped. */
  giveBack(instance: ScannerInstance<E, C>): void {
    if (instance.scanner.memory.buffer.byteLength <= KEPT_MEMORY_BYTES) {
      this.idle.push(instance);
    }
  }
}

export class ScannerInstance<E extends ScannerExports, C extends ScannerConstants> {
  readonly scanner: E;
  readonly constants: C;
  /** The functions of the current file, called by name. */
  functions: HostFunctions = {};

  constructor(module: object) {
    this.scanner = instantiated<E>(module, { admitPath: (...parameters) => this.functions.admitPath(...parameters) });
    this.constants = constantsOf<C>(this.scanner);
  }
}

export class ScannerWindow<E extends ScannerExports, C extends ScannerConstants> {
  readonly scanner: E;
  readonly constants: C;
  private readonly instance: ScannerInstance<E, C>;
  private readonly windowAt: number;
  private bytes: Uint8Array;
  /** Bytes at the window's front that were not consumed. */
  private carried = 0;
  /** How many bytes there must be before another scan is worthwhile. */
  private worthwhile = 0;

  /**
   * @param fillers bytes after the input that stop every token: the byte, and how often; the last one fills the rest.
   * @param offset of the first byte that will be pushed.
   * @param functions that the scanner calls for this file.
   */
  constructor(
    private readonly instances: ScannerInstances<E, C>, private readonly fillers: ReadonlyArray<readonly [byte: number, count: number]>,
    private offset: number, functions: HostFunctions = {},
  ) {
    this.instance = instances.take();
    this.instance.functions = functions;
    this.scanner = this.instance.scanner;
    this.constants = this.instance.constants;
    this.windowAt = this.constants.WINDOW;
    this.bytes = new Uint8Array(this.scanner.memory.buffer);
  }

  /** Adds texts that count as null. Call once, after the scanner has begun. */
  addMarkers(markers: readonly string[]): void {
    for (const marker of markers) {
      this.scanner.addMarker(this.write(Buffer.from(marker)));
    }
  }

  /** Adds a format of numbers and times, and returns its address. Call after the scanner has begun. */
  addFormat(bytes: Uint8Array): number {
    return this.scanner.addFormat(this.write(bytes));
  }

  /** Writes bytes to the front of the window, for a function of the scanner. Call before the first `push`. @returns how many they are. */
  write(bytes: Uint8Array): number {
    this.memory().set(bytes, this.windowAt);
    return bytes.length;
  }

  /**
   * Scans all of the bytes.
   *
   * @returns `fault` if the scanner found a fault, `too-long` if a record does not end within its bound.
   */
  push(bytes: Uint8Array): 'read' | 'fault' | 'too-long' {
    for (let at = 0; at < bytes.length;) {
      // The scanner never sees more of a record than is allowed, so the chunks cannot change which fault is found first.
      const room = this.roomInRecord();
      if (room <= 0) {
        return 'too-long';
      }
      const piece = bytes.subarray(at, at + Math.min(PIECE_BYTES, room));
      this.memory().set(piece, this.windowAt + this.carried);
      this.carried += piece.length;
      at += piece.length;
      if ((this.carried >= this.worthwhile || piece.length === room) && !this.scan(false)) {
        return 'fault';
      }
    }
    return 'read';
  }

  /** Call once, after the last bytes. */
  end(): 'read' | 'fault' {
    return this.scan(true) ? 'read' : 'fault';
  }

  /** Call when the scanner's tables have been read. After that, do not call anything else. */
  close(): void {
    this.instances.giveBack(this.instance);
  }

  /** From now on, no fault is placed before this offset. */
  get earliestOffset(): number {
    return this.scanner.inRecord.value === 0 ? this.offset : Math.min(this.offset, this.scanner.recordOffset.value);
  }

  /** Offset of an address in the window. */
  offsetOf(address: number): number {
    return this.offset + address - this.windowAt;
  }

  /** The first byte that was not consumed; undefined if all were. */
  get pending(): number | undefined {
    return this.carried === 0 ? undefined : this.memory()[this.windowAt];
  }

  /** The scanner's memory as it is now; it grows. */
  memory(): Uint8Array {
    const { buffer } = this.scanner.memory;
    if (this.bytes.buffer !== buffer) {
      this.bytes = new Uint8Array(buffer);
    }
    return this.bytes;
  }

  private scan(final: boolean): boolean {
    const end = this.windowAt + this.carried;
    this.fill(end);
    this.scanner.moveWindow(this.offset);
    const rest = this.scanner.scan(end, final);
    if (this.scanner.fault.value !== 0) {
      return false;
    }
    this.memory().copyWithin(this.windowAt, rest, end);
    this.offset += rest - this.windowAt;
    this.carried = end - rest;
    this.worthwhile = this.carried > PATIENT_FROM_BYTES ? 2 * this.carried : 0;
    return true;
  }

  private fill(end: number): void {
    let at = end;
    this.fillers.forEach(([byte, count], i) => {
      const until = i === this.fillers.length - 1 ? end + this.constants.PADDING : at + count;
      this.memory().fill(byte, at, until);
      at = until;
    });
  }

  /** How many more bytes the current record may have. */
  private roomInRecord(): number {
    if (this.scanner.inRecord.value === 0) {
      return Bounds.RECORD_BYTES;
    }
    return this.scanner.recordOffset.value + Bounds.RECORD_BYTES - (this.offset + this.carried);
  }
}
