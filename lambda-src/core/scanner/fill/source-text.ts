// The source text of an object or array, for a column that keeps it. It may begin in one chunk and end in a later one, so what the
// window holds of it is appended whenever a scan ends.

import { WINDOW } from '../common/memory';
import { beginOffsetRow, Column } from './column';
import { appendText } from './store-value';

/** How many containers are open within the value, itself included, when it begins; 0 if no such value is open. */
export let sourceDepth: i32 = 0;
let column: Column = changetype<Column>(0);
/** The first byte that was not appended yet. */
let from: usize = 0;

export function resetSourceText(): void {
  sourceDepth = 0;
}

/** Begins the text of the container at `p`; `depth` containers are open then. */
export function beginSourceText(into: Column, p: usize, depth: i32): void {
  beginOffsetRow(into);
  column = into;
  from = p;
  sourceDepth = depth;
}

/** Appends what comes before `p`, where the scan pauses. */
export function pauseSourceText(p: usize): void {
  appendText(column, from, <u32>(p - from));
  from = WINDOW;
}

/** Ends the text before `p`. */
export function endSourceText(p: usize): void {
  appendText(column, from, <u32>(p - from));
  sourceDepth = 0;
}
