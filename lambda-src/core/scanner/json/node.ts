// The tree of paths: each path has one node with its counts, which is found by (parent, name).

import { allocate } from '../common/memory';
import { fail } from '../common/fault';
import { DUPLICATE_NAME, PATH_REFUSED } from '../common/fault-codes';
import { FILLS } from '../common/variant';
import { initValues, newValues, thisRecord, Values } from '../count/values';
import { sameBytes } from '../common/simd';

/**
 * Asks the host about a path that has no node: the member `name` of objects at the node with index `parent`, or, if `name` is
 * 0, the elements of its arrays. The host keeps track of names, bounds and maps. `at` is where a fault would be. `serial` and
 * `depth` are those of the object with the member.
 */
// @ts-ignore: decorator
@external("host", "admitPath")
declare function hostAdmitPath(parent: u32, name: usize, bytes: u32, at: usize, serial: f64, depth: i32): i32;

// The host's answers; any other answer refuses the path. The path's format, if it has one, is added to them.
const ADDED: i32 = 0;
/** The objects are a map: new names no longer get nodes of their own. */
const IN_MAP: i32 = 2;
/** The objects are a map, and this object already had the name. */
const TWICE_IN_MAP: i32 = 3;
/** The bits of an answer that are not the address of a format. */
const CODE: i32 = 15;

@unmanaged
export class Node extends Values {
  /** The first 16 bytes of `,"name":` (see `predicted`), with zeros after it. */
  pattern0: u64;
  pattern1: u64;
  /** Which of those 16 bytes count; UNPREDICTABLE if the name must never be recognised by its bytes alone. */
  patternMask: u32;
  patternBytes: u32;
  /** The object in which the name was last seen; a second time in the same object is a duplicate. */
  seenIn: u64;
  /** Guesses: the name that followed this one last time, and the first name of an object here. */
  next: usize;
  firstChild: usize;
  /** The node of this node's array elements. */
  element: usize;
  /** For a map: the node of the values of all names that have no node of their own. */
  value: usize;
  objects: u64;
  arrays: u64;
  /** The record in which each of them was first seen. */
  firstObject: f64;
  firstArray: f64;
  /** Counting: what its scalars are by their format, if they have one; those that do not fit it are missing. */
  formatted: usize;
  /** Text formats (`format.ts`) that every text so far had. */
  formats: u32;
  nameBytes: u32;
  /** The name's bytes, unescaped; 0 for elements and for the record. */
  name: usize;
  parent: usize;
  /** Place in the order of appearance; the record is 0. The host identifies paths by it. */
  index: u32;
  hash: u32;
  /** The next node in the same hash slot. */
  chain: usize;
  /** The next node in order of appearance. */
  later: usize;
}

/** A mask that no comparison of 16 bytes can satisfy. */
const UNPREDICTABLE: u32 = 0x10000;

const NODE_BYTES: usize = (offsetof<Node>() + 15) & ~15;

/** Heads of the hash chains. */
let slots: usize = 0;
const SLOT_BITS: u32 = 16;

/** The record's node, and the path that appeared last. */
export let oldest: usize = 0;
let newest: usize = 0;
/** Used as long as no member was seen: its pattern matches nothing, and it predicts itself. */
export let nothing: usize = 0;

/** Empties the tree; the heap must be empty too. */
export function resetNodes(): void {
  slots = allocate(4 << SLOT_BITS);
  newest = 0;
  nothing = 0;
  const none = newNode(null, 0, 0);
  nothing = changetype<usize>(none);
  none.next = nothing;
  newest = 0;
}

/** Makes a node. With a name it is not found by it: `newMember` does that. */
export function newNode(parent: Node | null, name: usize, nameBytes: u32): Node {
  const quoted = name ? nameBytes + 4 : 0;
  const address = allocate(NODE_BYTES + quoted + 16);
  const node = changetype<Node>(address);
  initValues(node);
  node.patternMask = UNPREDICTABLE;
  node.next = nothing;
  node.firstChild = nothing;
  node.formats = u32.MAX_VALUE;
  node.parent = changetype<usize>(parent);
  node.nameBytes = nameBytes;
  if (name) spellPattern(node, address + NODE_BYTES, name, nameBytes);
  if (newest) {
    node.index = changetype<Node>(newest).index + 1;
    changetype<Node>(newest).later = address;
  }
  newest = address;
  return node;
}

/** Writes `,"name":` after the node. Plain names (no quote, backslash or control character) become predictable. */
function spellPattern(node: Node, pattern: usize, name: usize, nameBytes: u32): void {
  store<u16>(pattern, 0x222c);
  memory.copy(pattern + 2, name, nameBytes);
  store<u16>(pattern + 2 + nameBytes, 0x3a22);
  node.name = pattern + 2;
  node.patternBytes = nameBytes + 4;
  v128.store(changetype<usize>(node) + offsetof<Node>('pattern0'), v128.load(pattern));
  for (let i: u32 = 0; i < nameBytes; i++) {
    const byte = load<u8>(name + i);
    if (byte < 32 || byte == 34 || byte == 92) return;
  }
  node.patternMask = node.patternBytes >= 16 ? 0xffff : (1 << node.patternBytes) - 1;
}

/** Makes the node of the record, which is the first node of a file. */
export function newRecordNode(): Node {
  const node = newNode(null, 0, 0);
  oldest = changetype<usize>(node);
  return node;
}

/** Gives a new node the format that is in the host's answer. */
function setFormat(node: Node, answer: i32): void {
  const format = answer & ~CODE;
  if (!format) return;
  node.format = format;
  node.formatted = changetype<usize>(newValues());
}

/** The node of the elements of arrays at `array`. Null, with a fault at `at`, if the host refuses it. */
export function elementOf(array: Node, at: usize): Node | null {
  if (array.element) return changetype<Node>(array.element);
  // Filling: every list has a column for its elements.
  if (FILLS) unreachable();
  const answer = hostAdmitPath(array.index, 0, 0, at, 0, 0);
  if ((answer & CODE) != ADDED) {
    fail(PATH_REFUSED, at);
    return null;
  }
  const node = newNode(array, 0, 0);
  setFormat(node, answer);
  array.element = changetype<usize>(node);
  return node;
}

/** Counts an object or an array. */
// @ts-ignore: decorator
@inline
export function countContainer(node: Node, isObject: bool): void {
  if (isObject) {
    if (!node.objects) node.firstObject = thisRecord();
    node.objects++;
  } else {
    if (!node.arrays) node.firstArray = thisRecord();
    node.arrays++;
  }
}

/** Whether the bytes at `p` are `,"name":` of the node. It may read beyond the window's filler, but never matches there. */
// @ts-ignore: decorator
@inline
export function predicted(node: Node, p: usize): bool {
  const equal: u32 = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(changetype<usize>(node), offsetof<Node>('pattern0'))));
  return (equal & node.patternMask) == node.patternMask && (node.patternBytes <= 16 || restMatches(node, p));
}

/** The same for `"name":`, if the comma was already read, or if there is none because this is the first name. */
// @ts-ignore: decorator
@inline
export function predictedAfterComma(node: Node, p: usize): bool {
  const equal: u32 = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(changetype<usize>(node), offsetof<Node>('pattern0') + 1)));
  const mask = (node.patternMask & 0xffff) >> 1;
  return mask != 0 && (equal & mask) == mask && (node.patternBytes <= 16 || restMatches(node, p - 1));
}

function restMatches(node: Node, p: usize): bool {
  return sameBytes(node.name + 14, p + 16, node.patternBytes - 16);
}

function hashOf(parent: usize, name: usize, bytes: u32): u32 {
  let hash: u64 = (<u64>parent * 0x9e3779b97f4a7c15) ^ bytes;
  const end = name + bytes;
  let p = name;
  for (; p + 8 <= end; p += 8) {
    hash = (hash ^ load<u64>(p)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  if (p < end) {
    const rest = load<u64>(p) & (((<u64>1) << ((end - p) << 3)) - 1);
    hash = (hash ^ rest) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  return <u32>(hash ^ (hash >> 32));
}

/** The node of the member `name` of objects at `parent`; null if it was never seen. */
export function findChild(parent: Node, name: usize, bytes: u32): Node | null {
  if (FILLS && parent.value) return null;
  const hash = hashOf(changetype<usize>(parent), name, bytes);
  let address: usize = load<u32>(slotOf(hash));
  while (address) {
    const node = changetype<Node>(address);
    if (node.hash == hash && node.parent == changetype<usize>(parent) && node.nameBytes == bytes && sameBytes(node.name, name, bytes)) return node;
    address = node.chain;
  }
  return null;
}

/**
 * The node of a name that has no node yet: a new node, or the node of the map's values. Null, with a fault, if the host refuses
 * the name (at `at`), or if the object already has it (at `quote`, where it begins).
 */
export function addChild(parent: Node, name: usize, bytes: u32, quote: usize, at: usize, serial: u64, depth: i32): Node | null {
  const answer = hostAdmitPath(parent.index, name, bytes, at, <f64>serial, depth);
  const code = answer & CODE;
  if (code == IN_MAP) return valueOf(parent, answer);
  if (code != ADDED) {
    if (code == TWICE_IN_MAP) fail(DUPLICATE_NAME, quote);
    else fail(PATH_REFUSED, at);
    return null;
  }
  const node = newMember(parent, name, bytes);
  setFormat(node, answer);
  return node;
}

/** Makes the node of a member, which is found by its name from now on. */
export function newMember(parent: Node, name: usize, bytes: u32): Node {
  const node = newNode(parent, name, bytes);
  const hash = hashOf(changetype<usize>(parent), name, bytes);
  const slot = slotOf(hash);
  node.hash = hash;
  node.chain = load<u32>(slot);
  store<u32>(slot, <u32>changetype<usize>(node));
  return node;
}

/** The node of a map's values. It has no name, so it is never predicted, and never counts as a duplicate. */
function valueOf(map: Node, answer: i32): Node {
  if (!map.value) {
    const node = newNode(map, 0, 0);
    setFormat(node, answer);
    map.value = changetype<usize>(node);
  }
  return changetype<Node>(map.value);
}

// @ts-ignore: decorator
@inline
function slotOf(hash: u32): usize {
  return slots + ((hash & ((1 << SLOT_BITS) - 1)) << 2);
}
