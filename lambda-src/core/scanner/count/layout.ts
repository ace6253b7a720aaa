// Where `Values` keeps each field. The host needs this to read the table, once at the end of a file.

import { Values } from './values';

export const NULLS: usize = offsetof<Values>('nulls');
export const BOOLEANS: usize = offsetof<Values>('booleans');
export const INTEGERS: usize = offsetof<Values>('integers');
export const BIG_INTEGERS: usize = offsetof<Values>('bigIntegers');
export const DOUBLES: usize = offsetof<Values>('doubles');
export const UNHOLDABLE: usize = offsetof<Values>('unholdable');
export const TEXTS: usize = offsetof<Values>('texts');
export const MIN_INTEGER: usize = offsetof<Values>('minInteger');
export const MAX_INTEGER: usize = offsetof<Values>('maxInteger');
export const MIN_DOUBLE: usize = offsetof<Values>('minDouble');
export const MAX_DOUBLE: usize = offsetof<Values>('maxDouble');
export const BIG_DIGITS: usize = offsetof<Values>('bigDigits');
export const MIN_LENGTH: usize = offsetof<Values>('minLength');
export const MAX_LENGTH: usize = offsetof<Values>('maxLength');
export const MIN_TEXT_BYTES: usize = offsetof<Values>('minTextBytes');
export const MAX_TEXT_BYTES: usize = offsetof<Values>('maxTextBytes');
export const MIN_TEXT: usize = offsetof<Values>('minText0');
export const MAX_TEXT: usize = offsetof<Values>('maxText0');
export const SKETCH: usize = offsetof<Values>('sketch');
export const FIRST_BOOLEAN: usize = offsetof<Values>('firstBoolean');
export const FIRST_INTEGER: usize = offsetof<Values>('firstInteger');
export const FIRST_BIG_INTEGER: usize = offsetof<Values>('firstBigInteger');
export const FIRST_DOUBLE: usize = offsetof<Values>('firstDouble');
export const FIRST_UNHOLDABLE: usize = offsetof<Values>('firstUnholdable');
export const FIRST_TEXT: usize = offsetof<Values>('firstText');
export const ROUNDED: usize = offsetof<Values>('rounded');
export const FIRST_ROUNDED: usize = offsetof<Values>('firstRounded');
export const ZONED: usize = offsetof<Values>('zoned');
export const FIRST_ZONED: usize = offsetof<Values>('firstZoned');
export const UNZONED: usize = offsetof<Values>('unzoned');
export const FIRST_UNZONED: usize = offsetof<Values>('firstUnzoned');
export { LENGTH_BUCKETS, NUMBER_BUCKETS, REGISTERS, SKETCH_LENGTHS, SKETCH_NUMBERS } from './sketch';
