// What the host sees of the JSON scanner. `formats/json/json-scanner.ts` is the other side.

import { Node } from './node';

export { begin, scan } from './scan';
export { fault, faultAt } from '../common/fault';
export { addMarker } from '../common/markers';
export { addFormat } from '../field-format/field-format';
export { PADDING, WINDOW } from '../common/memory';
export { inRecord, moveWindow, recordOffset, records } from '../common/records';
export { isArray } from './between';
export { oldest } from './node';

export * from '../common/fault-codes';
export * from '../count/layout';
export const OBJECTS: usize = offsetof<Node>('objects');
export const ARRAYS: usize = offsetof<Node>('arrays');
export const FIRST_OBJECT: usize = offsetof<Node>('firstObject');
export const FIRST_ARRAY: usize = offsetof<Node>('firstArray');
export const FORMATS: usize = offsetof<Node>('formats');
export const FORMATTED: usize = offsetof<Node>('formatted');
export const LATER: usize = offsetof<Node>('later');
