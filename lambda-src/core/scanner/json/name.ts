// Names of members that were not predicted.

import { fail, fault, mismatch } from '../common/fault';
import { DUPLICATE_NAME, EXPECTED_COLON } from '../common/fault-codes';
import { FILLS } from '../common/variant';
import { memberWithoutNode } from './columns';
import { addChild, findChild, Node, nothing } from './node';
import { isSpace, skipSpace } from './space';
import { decodedBytes, decodeText, DECODED, plainEnd } from './text';

const COLON: u32 = 58;

/** How many bytes of a name are kept. This is more than the host admits; its limit is in UTF-16 code units. */
const NAME_BYTES: u32 = 2000;

/** The node of the name that `scanName` read. */
export let scannedName: usize = 0;

/**
 * Reads the name whose quote is at `p`, and its colon, and remembers it as the name that follows `previous`.
 *
 * @param serial of the object that has the name; `depth`: how many containers are open, including this object.
 * @returns the byte after the colon; 0 on a fault, or if the colon does not come before `end`.
 */
export function scanName(owner: Node, previous: usize, serial: u64, depth: i32, p: usize, end: usize, final: bool): usize {
  let name = p + 1;
  let close = plainEnd(name);
  let bytes = <u32>(close - name);
  if (!close) {
    close = decodeText(name, end, final, NAME_BYTES);
    if (!close) return 0;
    name = DECODED;
    bytes = min(decodedBytes, NAME_BYTES);
  }
  let node = findChild(owner, name, bytes);
  if (node && node.seenIn == serial) {
    fail(DUPLICATE_NAME, p);
    return 0;
  }
  let after = close + 1;
  if (isSpace(load<u8>(after))) after = skipSpace(after);
  if (load<u8>(after) != COLON) {
    mismatch(EXPECTED_COLON, after, end, final);
    // Only the host knows whether a map already has the name. If so, the duplicate name is the first fault.
    if (!FILLS && fault && !node && owner.value) addChild(owner, name, bytes, p, after, serial, depth);
    return 0;
  }
  if (!node) node = FILLS ? memberWithoutNode(owner, name, bytes) : addChild(owner, name, bytes, p, after + 1, serial, depth);
  if (!node) return 0;
  scannedName = changetype<usize>(node);
  if (previous == nothing) owner.firstChild = scannedName;
  else changetype<Node>(previous).next = scannedName;
  return after + 1;
}
