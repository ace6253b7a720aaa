// What a host sees of the CSV scanner that fills columns.

import { PADDING, resetHeap } from '../common/memory';
import { giveBlock, resetBlocks, takeBlock } from '../fill/blocks';
import { Column as Filled, KIND_DECIMAL, newColumnBelow, none, record, resetColumns } from '../fill/column';
import { answer, beginsFile, inputEnd, isFinal } from '../fill/control';
import { clearFormats, PLAIN } from '../field-format/field-format';
import { columnOf } from '../value/sink';
import { columnAt, placeColumns } from './column';
import { beginFile, scan, setRows } from './scan';

export * from '../fill/index';
export { setComment, setSyntax } from './scan';

const LINE_FEED: u8 = 10;
const QUOTE: u8 = 34;

/**
 * Two addresses for each of the file's columns, written by the host: the column that stores it, or 0 if none does, and the format of its
 * cells, or 0.
 */
let targets: usize = 0;
let count: u32 = 0;

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
  resetColumns(rowGroupBytes);
  targets = 0;
  count = 0;
  placeColumns(0);
  return changetype<usize>(record);
}

/** Adds a column; `precision` and `scale` are those of a decimal. It has no name here, because the host says where it is in each file. */
export function addColumn(parent: usize, kind: u32, precision: u32, scale: u32, _nameBytes: u32): usize {
  return changetype<usize>(newColumnBelow(changetype<Filled>(parent), kind, precision, scale));
}

/**
 * Says how wide the rows of the next files are. `setSyntax` says how these are written.
 *
 * @param nameless how many empty cells may follow those of the columns
 * @param fills whether ragged rows are filled up or cut if this loses no value
 * @returns where the host writes two addresses of 32 bits for each column: `targets` has them
 */
export function setForm(columns: u32, nameless: u32, fills: u32): usize {
  giveBlock(targets, 8 * count);
  targets = takeBlock(8 * columns);
  count = columns;
  // One more takes the cells beyond the header.
  placeColumns(columns + 1);
  setRows(columns, nameless, fills != 0);
  return targets;
}

/** Reads what the host wrote to the window. `fill/control.ts` has what it says and what the answer is. */
export function step(): void {
  if (beginsFile()) {
    beginFile();
    for (let i: u32 = 0; i <= count; i++) {
      const column = columnAt(i);
      const target: usize = i < count ? load<u32>(targets + (<usize>i << 3)) : 0;
      column.column = target ? target : changetype<usize>(none);
      column.format = i < count ? load<u32>(targets + (<usize>i << 3), 4) : 0;
      if (!column.format && columnOf(column).kind == KIND_DECIMAL) column.format = PLAIN;
    }
  }
  const end = inputEnd();
  memory.fill(end, LINE_FEED, 16);
  memory.fill(end + 16, QUOTE, PADDING - 16);
  answer(scan(end, isFinal()));
}
