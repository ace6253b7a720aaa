// What the host sees of the CSV scanner. `formats/csv/csv-scanner.ts` is the other side.

import { Column } from './column';

export { begin, column, scan } from './scan';
export { firstHeader, headers, setHeader } from './header';
export { fault, faultAt } from '../common/fault';
export { addMarker } from '../common/markers';
export { PADDING, WINDOW } from '../common/memory';
export { inRecord, moveWindow, recordOffset, records } from '../common/records';
export { columns } from './column';

export * from '../common/fault-codes';
export * from '../count/layout';
export { COLUMN_BYTES } from './column';
export const DATES: usize = offsetof<Column>('dates');
export const TIMESTAMPS: usize = offsetof<Column>('timestamps');
export const FIRST_DATE: usize = offsetof<Column>('firstDate');
export const FIRST_TIMESTAMP: usize = offsetof<Column>('firstTimestamp');
export const CODES: usize = offsetof<Column>('codes');
export const FIRST_CODE: usize = offsetof<Column>('firstCode');
export const ZERO_LED: usize = offsetof<Column>('zeroLed');
export const PADDED: usize = offsetof<Column>('padded');
export const FIRST_PADDED: usize = offsetof<Column>('firstPadded');
