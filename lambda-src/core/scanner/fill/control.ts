// The block through which a host and a scanner talk. A call with parameters costs much in some hosts, so `step` has none.

import { fault } from '../common/fault';
import { WINDOW } from '../common/memory';
import { advanceWindow, inRecord, records } from '../common/records';
import { isFull, record } from './column';
import { misfitColumn } from './store-value';

@unmanaged
class Control {
  // What the host says:
  /** 1: this step begins a file. */
  begins: u32;
  /** The address after the last byte of input. */
  end: u32;
  /** 1: nothing follows in this file. */
  final: u32;
  /** JSON: how deep objects and arrays may be nested, including the record. */
  depth: u32;
  // What the scanner answers:
  /** Bytes that wait at the front of the window for what follows them. */
  carried: u32;
  /** The code of the fault, or 0. */
  fault: u32;
  /** The column that cannot hold a value, or 0. */
  faultColumn: u32;
  /** 1: the columns hold enough for a row group, and the last record in them is complete. */
  full: u32;
  /** Records in the columns. */
  rows: u32;
  /** Records of the file so far. */
  records: f64;
}

export const CONTROL: usize = memory.data(offsetof<Control>(), 16);
export const BEGINS: usize = offsetof<Control>('begins');
export const END: usize = offsetof<Control>('end');
export const FINAL: usize = offsetof<Control>('final');
export const DEPTH: usize = offsetof<Control>('depth');
export const CARRIED: usize = offsetof<Control>('carried');
export const FAULT: usize = offsetof<Control>('fault');
export const FAULT_COLUMN: usize = offsetof<Control>('faultColumn');
export const FULL: usize = offsetof<Control>('full');
export const ROWS: usize = offsetof<Control>('rows');
export const RECORDS: usize = offsetof<Control>('records');

// @ts-ignore: decorator
@inline
function control(): Control {
  return changetype<Control>(CONTROL);
}

export function beginsFile(): bool {
  return control().begins != 0;
}

export function inputEnd(): usize {
  return control().end;
}

export function isFinal(): bool {
  return control().final != 0;
}

export function depthLimit(): i32 {
  return control().depth;
}

/** Moves what begins at `rest` to the front of the window, and answers the host. */
export function answer(rest: usize): void {
  const answer = control();
  const carried = inputEnd() - rest;
  memory.copy(WINDOW, rest, carried);
  advanceWindow(rest - WINDOW);
  answer.carried = <u32>carried;
  answer.fault = fault;
  answer.faultColumn = <u32>misfitColumn;
  answer.full = !inRecord && isFull();
  answer.rows = record.rows;
  answer.records = records;
}
