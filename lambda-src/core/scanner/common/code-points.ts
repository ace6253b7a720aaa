// The length of a text.

import { fail } from './fault';
import { BAD_UTF8 } from './fault-codes';
import { multibyteLength } from './utf8';

/** The number of code points from `p` to `close`, where the text ends; -1, with a fault, if it is not UTF-8. */
export function codePoints(p: usize, close: usize): i32 {
  let count = 0;
  while (p < close) {
    let bytes = 1;
    if (load<u8>(p) > 0x7f) {
      bytes = multibyteLength(p, close);
      if (bytes <= 0) {
        fail(BAD_UTF8, p);
        return -1;
      }
    }
    p += bytes;
    count++;
  }
  return count;
}
