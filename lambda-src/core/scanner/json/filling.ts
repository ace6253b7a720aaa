// What a host sees of the JSON scanner that fills columns.

import { PADDING, resetHeap } from '../common/memory';
import { resetBlocks } from '../fill/blocks';
import { Column } from '../fill/column';
import { answer, beginsFile, depthLimit, inputEnd, isFinal } from '../fill/control';
import { addColumn as addColumnOf, resetPaths, setFormat as setFormatOf } from './columns';
import { clearFormats } from '../field-format/field-format';
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
  clearFormats();
  return resetPaths(rowGroupBytes).column;
}

/** Adds a column. `columns.ts` explains the parameters; `precision` and `scale` are those of a decimal. */
export function addColumn(parent: usize, kind: u32, precision: u32, scale: u32, nameBytes: u32): usize {
  return changetype<usize>(addColumnOf(changetype<Column>(parent), kind, precision, scale, nameBytes));
}

/** Says in which format the values of a column are written in the next files; 0 for none. */
export function setFormat(column: usize, format: usize): void {
  setFormatOf(changetype<Column>(column), format);
}

/** Reads what the host wrote to the window. `fill/control.ts` has what it says and what the answer is. */
export function step(): void {
  if (beginsFile()) beginFile(depthLimit());
  const end = inputEnd();
  memory.fill(end, 0, PADDING);
  answer(scan(end, isFinal()));
}
