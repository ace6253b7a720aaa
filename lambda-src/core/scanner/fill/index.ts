// What the hosts of both filling scanners see: the command line's `cli/filling/` and, in the Spark job, `promotion/reading/`.

import { clear, Column, finish, record } from './column';

export * from '../common/fault-codes';
export { addMarker, clearMarkers } from '../common/markers';
export { addFormat, clearFormats } from '../field-format/field-format';
export { WINDOW, WINDOW_CAPACITY } from '../common/memory';
export {
  KIND_BIGINT, KIND_BOOLEAN, KIND_DATE, KIND_DECIMAL, KIND_DOUBLE, KIND_JSON, KIND_LIST, KIND_MAP, KIND_STRUCT, KIND_TEXT, KIND_TIMESTAMP,
} from './column';
export {
  BEGINS, CARRIED, CONTROL, DEPTH, END, FAULT, FAULT_COLUMN, FINAL, FULL, RECORDS, ROWS,
} from './control';

export { MISFIT, NO_COLUMN } from './store-value';

export const COLUMN_ROWS: usize = offsetof<Column>('rows');
export const COLUMN_NULLS: usize = offsetof<Column>('nulls');
export const COLUMN_VALIDITY: usize = offsetof<Column>('validity');
export const COLUMN_DATA: usize = offsetof<Column>('data');
export const COLUMN_HEAP: usize = offsetof<Column>('heap');
export const COLUMN_HEAP_BYTES: usize = offsetof<Column>('heapBytes');
export const COLUMN_KEY: usize = offsetof<Column>('key');

/** Completes all columns: each then has a row for each record, and Arrow's buffers may be read. */
export function finishColumns(): void {
  finish(record, record.rows);
}

/** Empties all columns. Their memory is kept. */
export function clearColumns(): void {
  clear(record);
}
