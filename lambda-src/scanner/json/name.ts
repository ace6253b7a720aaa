// Names of members that were not predicted.

import { DUPLICATE_NAME, fail, mismatch, NAME_TOO_LONG } from '../common/fault';
import { childOf, MAX_NAME_BYTES, Node, nothing } from './node';
import { isSpace, skipSpace } from './space';
import { decodedBytes, decodeText, DECODED, plainEnd } from './text';

const COLON: u32 = 58;

/** The node of the name that `scanName` read. */
export let scannedName: usize = 0;

/**
 * Reads the name whose quote is at `p`, and its colon, and remembers it as what follows `previous`.
 *
 * @param serial that of the object that the name is in.
 * @returns the byte behind the colon; 0 on a fault, or where the colon does not come before `end`.
 */
export function scanName(owner: Node, previous: usize, serial: u64, p: usize, end: usize, final: bool): usize {
  let name = p + 1;
  let close = plainEnd(name);
  let bytes = <u32>(close - name);
  if (!close) {
    close = decodeText(name, end, final, MAX_NAME_BYTES);
    if (!close) return 0;
    name = DECODED;
    bytes = decodedBytes;
  }
  if (bytes > MAX_NAME_BYTES) {
    fail(NAME_TOO_LONG, p);
    return 0;
  }
  const node = childOf(owner, name, bytes, p);
  if (!node) return 0;
  if (node.seenIn == serial) {
    fail(DUPLICATE_NAME, p);
    return 0;
  }
  let after = close + 1;
  if (isSpace(load<u8>(after))) after = skipSpace(after);
  if (load<u8>(after) != COLON) {
    mismatch(after, end, final);
    return 0;
  }
  scannedName = changetype<usize>(node);
  if (previous == nothing) owner.firstChild = scannedName;
  else changetype<Node>(previous).next = scannedName;
  return after + 1;
}
