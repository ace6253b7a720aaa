// What a host sees of the CSV scanner that fills columns.

import { PADDING, resetHeap } from '../common/memory';
import { giveBlock, resetBlocks, takeBlock } from '../fill/blocks';
import { Column as Filled, newColumnBelow, none, record, resetColumns } from '../fill/column';
import { answer, beginsFile, inputEnd, isFinal } from '../fill/control';
import { columnAt, placeColumns } from './column';
import { beginFile, scan, setRows } from './scan';

export * from '../fill/index';
export { setComment, setSyntax } from './scan';

const LINE_FEED: u8 = 10;
const QUOTE: u8 = 34;

/** The addresses of the columns that store the file's columns, written by the host; 0 for a column that nobody stores. */
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
  resetColumns(rowGroupBytes);
  targets = 0;
  count = 0;
  placeColumns(0);
  return changetype<usize>(record);
}

/** Adds a column; `precision` is that of a decimal. It has no name here, because the host says where it is in each file. */
export function addColumn(parent: usize, kind: u32, precision: u32, _nameBytes: u32): usize {
  return changetype<usize>(newColumnBelow(changetype<Filled>(parent), kind, precision));
}

/**
 * Says how wide the rows of the next files are. `setSyntax` says how these are written.
 *
 * @param nameless how many empty cells may follow those of the columns
 * @param fills whether ragged rows are filled up or cut if this loses no value
 * @returns where the host writes the addresses of the columns that store the file's columns, 32 bits each
 */
export function setForm(columns: u32, nameless: u32, fills: u32): usize {
  giveBlock(targets, 4 * count);
  targets = takeBlock(4 * columns);
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
      const target: usize = i < count ? load<u32>(targets + (<usize>i << 2)) : 0;
      columnAt(i).column = target ? target : changetype<usize>(none);
    }
  }
  const end = inputEnd();
  memory.fill(end, LINE_FEED, 16);
  memory.fill(end + 16, QUOTE, PADDING - 16);
  answer(scan(end, isFinal()));
}
