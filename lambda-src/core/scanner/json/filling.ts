// What a host sees of the JSON scanner that fills columns.

import { PADDING, resetHeap } from '../common/memory';
import { resetBlocks } from '../fill/blocks';
import { Column } from '../fill/column';
import { answer, beginsFile, depthLimit, inputEnd, isFinal } from '../fill/control';
import { addColumn as addColumnOf, resetPaths } from './columns';
import { beginFile, scan } from './scan';

export * from '../fill/index';

/**
 * Forgets all columns.
 *
 * @param rowGroupBytes about how many bytes of columns make a row group
 * @returns the record's column, below which all others are added
 */
export function beginColumns(rowGroupBytes: u32): usize {
  resetHeap();
  resetBlocks();
  return resetPaths(rowGroupBytes).column;
}

/** Adds a column. `columns.ts` explains the parameters; `precision` is that of a decimal. */
export function addColumn(parent: usize, kind: u32, precision: u32, nameBytes: u32): usize {
  return changetype<usize>(addColumnOf(changetype<Column>(parent), kind, precision, nameBytes));
}

/** Reads what the host wrote to the window. `fill/control.ts` has what it says and what the answer is. */
export function step(): void {
  if (beginsFile()) beginFile(depthLimit());
  const end = inputEnd();
  memory.fill(end, 0, PADDING);
  answer(scan(end, isFinal()));
}
