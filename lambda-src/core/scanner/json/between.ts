// The bytes between records. Records follow each other with any white space or none (a document, NDJSON, concatenated JSON),
// or they are the elements of one array. The first byte decides which.

import { fail, mismatch } from '../common/fault';
import { EXPECTED_NOTHING, EXPECTED_RECORD, EXPECTED_SEPARATOR, NOT_AN_OBJECT } from '../common/fault-codes';
import { beginRecord } from '../common/records';
import { skipSpace } from './space';

// What comes next.
const FIRST: i32 = 0;
const ANY_RECORD: i32 = 1;
const FIRST_ELEMENT: i32 = 2;
const ELEMENT: i32 = 3;
const SEPARATOR: i32 = 4;
const NOTHING: i32 = 5;

let expected: i32 = FIRST;

/** Whether the file is an array of records. */
export let isArray: bool = false;
/** Whether `scanBetween` reached a record. */
export let atRecord: bool = false;

export function resetBetween(): void {
  expected = FIRST;
  isArray = false;
}

/** Called at the end of each record. */
// @ts-ignore: decorator
@inline
export function leaveRecord(): void {
  expected = isArray ? SEPARATOR : ANY_RECORD;
}

/** Reads up to the next record. If `atRecord`, its brace is at the returned address. Otherwise the input or the file ends there. */
export function scanBetween(p: usize, end: usize, final: bool): usize {
  atRecord = false;
  while (true) {
    p = skipSpace(p);
    const byte: u32 = load<u8>(p);
    if (p >= end) {
      // Only an open array needs something more.
      if (isArray && expected != NOTHING) mismatch(expectedFault(), p, end, final);
      return p;
    }
    if (expected == SEPARATOR && byte == 44) {
      expected = ELEMENT;
    } else if ((expected == SEPARATOR || expected == FIRST_ELEMENT) && byte == 93) {
      expected = NOTHING;
    } else if (expected == FIRST && byte == 91) {
      isArray = true;
      expected = FIRST_ELEMENT;
    } else if (byte == 123 && expected != SEPARATOR && expected != NOTHING) {
      beginRecord(p);
      atRecord = true;
      return p;
    } else {
      if (startsValue(byte) && expected != SEPARATOR && expected != NOTHING) fail(NOT_AN_OBJECT, p);
      else mismatch(expectedFault(), p, end, final);
      return p;
    }
    p++;
  }
}

function expectedFault(): i32 {
  return expected == SEPARATOR ? EXPECTED_SEPARATOR : expected == NOTHING ? EXPECTED_NOTHING : EXPECTED_RECORD;
}

/** Whether a JSON value other than an object may begin with this byte. */
function startsValue(byte: u32): bool {
  return byte == 34 || byte == 45 || byte == 91 || byte - 48 <= 9 || byte == 102 || byte == 110 || byte == 116;
}
