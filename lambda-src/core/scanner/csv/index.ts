// What the host sees of the CSV scanner. `formats/csv/csv-scanner.ts` is the other side.

export { begin, column, scan } from './scan';
export { addFormat } from '../field-format/field-format';
export { fault, faultAt } from '../common/fault';
export { addMarker } from '../common/markers';
export { PADDING, WINDOW } from '../common/memory';
export { inRecord, moveWindow, recordOffset, records } from '../common/records';
export { columns, setFormat } from './column';

export * from '../common/fault-codes';
export * from '../count/layout';
export { COLUMN_BYTES } from './column';
