// What the host sees of the CSV scanner. `formats/csv/csv-scanner.ts` is the other side.

import { Column } from './column';

export { begin, blankRows, column, firstBlankRow, scan, setComment, setSyntax } from './scan';
export { addFormat } from '../field-format/field-format';
export { firstHeader, headers, setHeader } from './header';
export { fault, faultAt } from '../common/fault';
export { addMarker } from '../common/markers';
export { PADDING, WINDOW } from '../common/memory';
export { inRecord, moveWindow, recordOffset, records } from '../common/records';
export { columns, setFormat } from './column';

export * from '../common/fault-codes';
export * from '../count/layout';
export { COLUMN_BYTES } from './column';
export const CODES: usize = offsetof<Column>('codes');
export const FIRST_CODE: usize = offsetof<Column>('firstCode');
export const ZERO_LED: usize = offsetof<Column>('zeroLed');
export const PADDED: usize = offsetof<Column>('padded');
export const FIRST_PADDED: usize = offsetof<Column>('firstPadded');
