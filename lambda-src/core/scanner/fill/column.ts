// The columns, in Arrow's layout. Validity takes a byte a row while a column is filled, and a bit afterwards.
//
// A column whose parent is a struct has that struct's rows: a row that it did not get is null. The elements of a list, and the keys
// and values of a map, have rows of their own, which are appended; the list's offsets say which are whose.

import { allocate } from '../common/memory';
import { giveBlock, takeBlock } from './blocks';

export const KIND_STRUCT: u32 = 0;
export const KIND_LIST: u32 = 1;
export const KIND_MAP: u32 = 2;
/** A string as it reads, or the source text of any other value. */
export const KIND_TEXT: u32 = 3;
/** The source text of any value. */
export const KIND_JSON: u32 = 4;
export const KIND_BIGINT: u32 = 5;
export const KIND_DOUBLE: u32 = 6;
export const KIND_BOOLEAN: u32 = 7;
export const KIND_DATE: u32 = 8;
export const KIND_TIMESTAMP: u32 = 9;
export const KIND_DECIMAL: u32 = 10;
/** What is part of a source text: it is checked, and stored elsewhere. */
export const KIND_WITHIN: u32 = 11;
/** A path without a column, which may hold nothing but nulls and empty containers. */
export const KIND_NONE: u32 = 12;

@unmanaged
export class Column {
  kind: u32;
  /** Digits of a decimal, and how many of them follow the point. */
  precision: u32;
  scale: u32;
  rows: u32;
  /** If rows are appended: bytes of one of them with all fields below it, but without texts and without what is below lists and maps. */
  rowBytes: u32;
  nulls: u32;
  /** Rows for which there is memory. */
  capacity: u32;
  heapBytes: u32;
  heapCapacity: u32;
  /** One byte, later one bit, a row. */
  validity: usize;
  /** Values of fixed size, or offsets into the heap or into the rows below: 32 bits each, one more than rows. */
  data: usize;
  /** The bytes of all texts. */
  heap: usize;
  /** The struct whose rows these are; 0 if rows are appended. */
  parent: usize;
  firstChild: usize;
  lastChild: usize;
  sibling: usize;
  /** Of a map. */
  key: usize;
  /** JSON: the node of its path. */
  node: usize;
}

const COLUMN_BYTES: usize = (offsetof<Column>() + 15) & ~15;

/** The record: a struct. */
export let record: Column = changetype<Column>(0);
/** What all columns share that store nothing. */
export let within: Column = changetype<Column>(0);
export let none: Column = changetype<Column>(0);

/** About how many bytes of columns are enough for a row group. */
let fullBytes: u64 = 0;
/** Bytes of all columns so far. Each row counts with all its fields, because those that it lacks take memory too. */
let filledBytes: u64 = 0;

/** Forgets all columns; the heap must be empty too. */
export function resetColumns(rowGroupBytes: u32): void {
  fullBytes = rowGroupBytes;
  filledBytes = 0;
  record = newColumn(KIND_STRUCT, 0);
  within = newColumn(KIND_WITHIN, 0);
  none = newColumn(KIND_NONE, 0);
}

/** Adds a column below `parent`. */
export function newColumnBelow(parent: Column, kind: u32, precision: u32, scale: u32): Column {
  const column = newColumn(kind, parent.kind == KIND_STRUCT ? changetype<usize>(parent) : 0);
  column.precision = precision;
  column.scale = scale;
  if (parent.lastChild) changetype<Column>(parent.lastChild).sibling = changetype<usize>(column);
  else parent.firstChild = changetype<usize>(column);
  parent.lastChild = changetype<usize>(column);
  if (column.parent) appended(column).rowBytes += rowBytes(kind);
  return column;
}

function newColumn(kind: u32, parent: usize): Column {
  const column = changetype<Column>(allocate(COLUMN_BYTES));
  column.kind = kind;
  column.parent = parent;
  if (!parent) column.rowBytes = rowBytes(kind);
  if (kind == KIND_MAP) column.key = changetype<usize>(newColumn(KIND_TEXT, 0));
  return column;
}

/** The column that has a row for each row of this one, and to which rows are appended. */
function appended(column: Column): Column {
  let at = column;
  while (at.parent) at = changetype<Column>(at.parent);
  return at;
}

/** Bytes of a row's value, or 0 for a struct. */
// @ts-ignore: decorator
@inline
function valueBytes(kind: u32): u32 {
  if (kind == KIND_STRUCT) return 0;
  if (kind == KIND_BOOLEAN) return 1;
  if (kind == KIND_DECIMAL) return 16;
  return kind == KIND_BIGINT || kind == KIND_DOUBLE || kind == KIND_TIMESTAMP ? 8 : 4;
}

// @ts-ignore: decorator
@inline
function rowBytes(kind: u32): u32 {
  return valueBytes(kind) + 1;
}

// @ts-ignore: decorator
@inline
function hasTexts(kind: u32): bool {
  return kind == KIND_TEXT || kind == KIND_JSON;
}

// @ts-ignore: decorator
@inline
function hasOffsets(kind: u32): bool {
  return hasTexts(kind) || kind == KIND_LIST || kind == KIND_MAP;
}

/** What the next offset of the column is. */
// @ts-ignore: decorator
@inline
function nextOffset(column: Column): u32 {
  if (hasTexts(column.kind)) return column.heapBytes;
  return changetype<Column>(column.kind == KIND_MAP ? column.key : column.firstChild).rows;
}

/** Whether the columns hold enough for a row group. */
// @ts-ignore: decorator
@inline
export function isFull(): bool {
  return filledBytes >= fullBytes;
}

/** Takes back the last record, in which nothing was stored. */
export function dropRecordRow(): void {
  record.rows--;
  filledBytes -= record.rowBytes;
}

/** Begins a valid row in the place where the column is filled now, and returns its index. Its value is not set yet. */
// @ts-ignore: decorator
@inline
export function beginRow(column: Column): u32 {
  let row: u32;
  if (column.parent) {
    row = changetype<Column>(column.parent).rows - 1;
    if (row >= column.capacity) grow(column, row + 1);
    if (column.rows != row) fillNulls(column, row);
  } else {
    row = column.rows;
    if (row >= column.capacity) grow(column, row + 1);
    filledBytes += column.rowBytes;
  }
  store<u8>(column.validity + row, 1);
  column.rows = row + 1;
  return row;
}

/** The same for a row whose value begins at the next offset. */
// @ts-ignore: decorator
@inline
export function beginOffsetRow(column: Column): void {
  const row = beginRow(column);
  store<u32>(column.data + (<usize>row << 2), nextOffset(column));
}

/** Appends a null, if rows are appended. Otherwise the row becomes null by itself. */
// @ts-ignore: decorator
@inline
export function addNullRow(column: Column): void {
  if (column.parent || column.kind >= KIND_WITHIN) return;
  filledBytes += column.rowBytes;
  fillNulls(column, column.rows + 1);
}

/** Makes room for `bytes` more bytes of text, and up to 32 that a copy may write after them. */
// @ts-ignore: decorator
@inline
export function reserveText(column: Column, bytes: u32): void {
  if (column.heapCapacity - column.heapBytes < bytes + 32) growHeap(column, bytes);
}

function growHeap(column: Column, bytes: u32): void {
  const wanted = column.heapBytes + bytes + 32;
  let capacity: u32 = max<u32>(column.heapCapacity << 1, 256);
  while (capacity < wanted) capacity <<= 1;
  column.heap = moved(column.heap, column.heapCapacity, capacity, column.heapBytes);
  column.heapCapacity = capacity;
}

/** Ends a text of which `bytes` bytes were written to the end of the heap. */
// @ts-ignore: decorator
@inline
export function addTextBytes(column: Column, bytes: u32): void {
  column.heapBytes += bytes;
  filledBytes += bytes;
}

/** Room for the last offset, and for the 16 rows that are packed together. */
const SPARE_ROWS: u32 = 64;

function grow(column: Column, rows: u32): void {
  const old = column.capacity ? column.capacity + SPARE_ROWS : 0;
  let room: u32 = max<u32>(old << 1, 2 * SPARE_ROWS);
  while (room < rows + SPARE_ROWS) room <<= 1;
  column.validity = moved(column.validity, old, room, column.rows);
  const bytes = valueBytes(column.kind);
  if (bytes) column.data = moved(column.data, old * bytes, room * bytes, column.rows * bytes);
  column.capacity = room - SPARE_ROWS;
}

function moved(from: usize, oldBytes: u32, newBytes: u32, used: u32): usize {
  const to = takeBlock(newBytes);
  if (used) memory.copy(to, from, used);
  giveBlock(from, oldBytes);
  return to;
}

/** Makes the rows up to `rows` null. */
function fillNulls(column: Column, rows: u32): void {
  const first = column.rows;
  if (first >= rows) return;
  if (rows > column.capacity) grow(column, rows);
  memory.fill(column.validity + first, 0, rows - first);
  if (hasOffsets(column.kind)) {
    const offset = nextOffset(column);
    for (let row = first; row < rows; row++) store<u32>(column.data + (<usize>row << 2), offset);
  } else {
    const bytes = valueBytes(column.kind);
    if (bytes) memory.fill(column.data + <usize>first * bytes, 0, <usize>(rows - first) * bytes);
  }
  column.rows = rows;
}

/** Completes the column to `rows` rows: its buffers are Arrow's then. */
export function finish(column: Column, rows: u32): void {
  if (!column.capacity) grow(column, 1);
  fillNulls(column, rows);
  const kind = column.kind;
  let below = rows;
  if (hasOffsets(kind)) {
    below = nextOffset(column);
    store<u32>(column.data + (<usize>rows << 2), below);
  }
  if (kind == KIND_BOOLEAN) packBits(column.data, rows);
  if (kind == KIND_MAP) finish(changetype<Column>(column.key), below);
  for (let child = column.firstChild; child; child = changetype<Column>(child).sibling) finish(changetype<Column>(child), below);
  column.nulls = rows - packBits(column.validity, rows);
}

/** Packs bytes of 0 and 1 into bits, in place, and returns how many are 1. */
function packBits(bytes: usize, count: u32): u32 {
  const zero = i8x16.splat(0);
  v128.store(bytes + count, zero);
  let ones: u32 = 0;
  for (let i: u32 = 0; i < count; i += 16) {
    const bits: u32 = i8x16.bitmask(i8x16.ne(v128.load(bytes + i), zero));
    ones += popcnt(bits);
    store<u16>(bytes + (i >> 3), <u16>bits);
  }
  return ones;
}

/** Empties the column and what is below it. Its memory is kept. */
export function clear(column: Column): void {
  column.rows = 0;
  column.heapBytes = 0;
  if (column.key) clear(changetype<Column>(column.key));
  for (let child = column.firstChild; child; child = changetype<Column>(child).sibling) clear(changetype<Column>(child));
  if (column == record) filledBytes = 0;
}
