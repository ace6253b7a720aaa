// The JSON scanner: bytes go in, and values are counted by path or stored in columns. `../README.md` explains states, padding and faults.

import { fail, fault, mismatch, mismatchFrom, resetFault } from '../common/fault';
import {
  DUPLICATE_NAME, EXPECTED_COMMA_OR_CLOSE_ARRAY, EXPECTED_COMMA_OR_CLOSE_OBJECT, EXPECTED_NAME, EXPECTED_NAME_OR_CLOSE, EXPECTED_VALUE,
  EXPECTED_WORD, TOO_DEEP,
} from '../common/fault-codes';
import { clearMarkers } from '../common/markers';
import { resetHeap, WINDOW } from '../common/memory';
import { endRecord, resetRecords } from '../common/records';
import { FILLS } from '../common/variant';
import { resetSketches } from '../count/sketch';
import { clearFormats } from '../field-format/field-format';
import { isFull } from '../fill/column';
import { endSourceText, pauseSourceText, resetSourceText, sourceDepth } from '../fill/source-text';
import { misfit, resetMisfit } from '../fill/store-value';
import { addBoolean, addNull } from '../value/sink';
import { atRecord, leaveRecord, resetBetween, scanBetween } from './between';
import { openContainer, scalarTarget, storeSource } from './columns';
import { scanFormattedNumber } from './formatted';
import { scanName, scannedName } from './name';
import { countContainer, elementOf, newRecordNode, Node, nothing, oldest, predicted, predictedAfterComma, resetNodes } from './node';
import { scanNumber } from './number';
import { isSpace, skipSpace } from './space';
import { DECODED_END, scanText } from './text';

/** An open object or array. */
@unmanaged
class Frame {
  /** Its node; for an array, the node of its elements once there is one. */
  node: usize;
  /** The last member; `nothing` before the first one. */
  previous: usize;
  /** Distinguishes this object from every other: see `Node.seenIn`. */
  serial: u64;
  isObject: u32;
}

const FRAMES: usize = DECODED_END;
const FRAME_BYTES: usize = 32;

/** Deepest nesting that `begin` may allow. */
const MAX_DEPTH: i32 = 1024;

// What the scanner waits for.
const BETWEEN: i32 = 0;
const FIRST_NAME: i32 = 1;
const NAME: i32 = 2;
const FIRST_ELEMENT: i32 = 3;
const VALUE: i32 = 4;
const AFTER: i32 = 5;

const SPACE: u32 = 32;
const QUOTE: u32 = 34;
const COMMA: u32 = 44;
const MINUS: u32 = 45;
const OPEN_ARRAY: u32 = 91;
const CLOSE_ARRAY: u32 = 93;
const LOWER_F: u32 = 102;
const LOWER_N: u32 = 110;
const LOWER_T: u32 = 116;
const OPEN_OBJECT: u32 = 123;
const CLOSE_OBJECT: u32 = 125;

// The words as they are in memory.
const NULL_WORD: u64 = 0x6c6c756e;
const TRUE_WORD: u64 = 0x65757274;
const FALSE_WORD: u64 = 0x65736c6166;

// Kept between chunks.
let state: i32 = BETWEEN;
let depth: i32 = 0;
let current: usize = 0;
let serials: u64 = 0;
let maxDepth: i32 = 0;

/** Starts a file. `depthLimit`: how deep objects and arrays may be nested, including the record. `sketches`: how many paths may have one. */
export function begin(depthLimit: i32, sketches: u32): void {
  resetHeap();
  resetNodes();
  clearMarkers();
  clearFormats();
  resetSketches(sketches);
  newRecordNode();
  beginFile(depthLimit);
}

/** The same, but all nodes stay. */
export function beginFile(depthLimit: i32): void {
  resetFault();
  resetRecords();
  resetBetween();
  if (FILLS) {
    resetMisfit();
    resetSourceText();
  }
  state = BETWEEN;
  depth = 0;
  current = oldest;
  maxDepth = min(depthLimit, MAX_DEPTH);
}

/**
 * Reads from the start of the window to `end`; the PADDING bytes after it must be zero. `final`: nothing follows.
 *
 * @returns the first byte that must be at the start of the window in the next call: the beginning of a token that was not
 *   complete; or, if columns are filled, the byte after the record that made them large enough for a row group.
 */
export function scan(end: usize, final: bool): usize {
  let p = WINDOW;
  let waits = state;
  let node = changetype<Node>(current);
  let frame = changetype<Frame>(FRAMES + FRAME_BYTES * <usize>depth);
  let inObject = depth > 0 && frame.isObject != 0;

  while (true) {
    if (waits == VALUE) {
      let byte: u32 = load<u8>(p);
      if (byte == SPACE) byte = load<u8>(++p);
      if (byte == QUOTE) {
        const after = scanText(node, p, end, final);
        if (!after) break;
        p = after;
      } else if (byte - 48 < 10 || byte == MINUS) {
        const after = node.format
          ? scanFormattedNumber(node, p, end, final)
          : scanNumber(FILLS ? scalarTarget(node) : node, p, end, final);
        if (!after) break;
        if (FILLS && !node.format) storeSource(node, p, after);
        p = after;
      } else if (byte == OPEN_OBJECT || byte == OPEN_ARRAY) {
        if (depth >= maxDepth) {
          fail(TOO_DEEP, p);
          break;
        }
        inObject = byte == OPEN_OBJECT;
        countContainer(node, inObject);
        depth++;
        if (FILLS) node = openContainer(node, p, inObject, depth);
        frame = changetype<Frame>(changetype<usize>(frame) + FRAME_BYTES);
        frame.node = changetype<usize>(node);
        frame.previous = nothing;
        frame.serial = ++serials;
        frame.isObject = inObject;
        waits = inObject ? FIRST_NAME : FIRST_ELEMENT;
        p++;
        continue;
      } else if (byte == LOWER_N) {
        if (load<u32>(p) != <u32>NULL_WORD) {
          wordMismatch(p, NULL_WORD, end, final);
          break;
        }
        addNull(node);
        p += 4;
      } else if (byte == LOWER_T) {
        if (load<u32>(p) != <u32>TRUE_WORD) {
          wordMismatch(p, TRUE_WORD, end, final);
          break;
        }
        addBoolean(FILLS ? scalarTarget(node) : node, p, 4);
        if (FILLS) storeSource(node, p, p + 4);
        p += 4;
      } else if (byte == LOWER_F) {
        if (load<u32>(p + 1) != <u32>(FALSE_WORD >> 8)) {
          wordMismatch(p, FALSE_WORD, end, final);
          break;
        }
        addBoolean(FILLS ? scalarTarget(node) : node, p, 5);
        if (FILLS) storeSource(node, p, p + 5);
        p += 5;
      } else if (isSpace(byte)) {
        p = skipSpace(p);
        continue;
      } else {
        mismatch(EXPECTED_VALUE, p, end, final);
        break;
      }
      waits = AFTER;
    }

    if (waits == AFTER) {
      if (inObject) {
        const guess = changetype<Node>(changetype<Node>(frame.previous).next);
        if (predicted(guess, p)) {
          if (guess.seenIn == frame.serial) {
            fail(DUPLICATE_NAME, p + 1);
            break;
          }
          guess.seenIn = frame.serial;
          frame.previous = changetype<usize>(guess);
          node = guess;
          p += guess.patternBytes;
          waits = VALUE;
          continue;
        }
      }
      const byte: u32 = load<u8>(p);
      if (byte == COMMA) {
        p++;
        node = changetype<Node>(frame.node);
        waits = inObject ? NAME : VALUE;
      } else if (byte == (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        p++;
        depth--;
        frame = changetype<Frame>(changetype<usize>(frame) - FRAME_BYTES);
        inObject = depth > 0 && frame.isObject != 0;
        if (FILLS && depth < sourceDepth) endSourceText(p);
        if (depth == 0) {
          if (FILLS && misfit) {
            fail(misfit, p);
            break;
          }
          leaveRecord();
          waits = BETWEEN;
          endRecord();
          if (FILLS && isFull()) break;
        }
      } else if (isSpace(byte)) {
        p = skipSpace(p);
      } else {
        mismatch(inObject ? EXPECTED_COMMA_OR_CLOSE_OBJECT : EXPECTED_COMMA_OR_CLOSE_ARRAY, p, end, final);
        break;
      }
    }

    if (waits == NAME || waits == FIRST_NAME) {
      let byte: u32 = load<u8>(p);
      if (byte == SPACE) byte = load<u8>(++p);
      if (byte == QUOTE) {
        const owner = changetype<Node>(frame.node);
        const guess = changetype<Node>(frame.previous == nothing ? owner.firstChild : changetype<Node>(frame.previous).next);
        if (predictedAfterComma(guess, p)) {
          if (guess.seenIn == frame.serial) {
            fail(DUPLICATE_NAME, p);
            break;
          }
          node = guess;
          p += guess.patternBytes - 1;
        } else {
          const after = scanName(owner, frame.previous, frame.serial, depth, p, end, final);
          if (!after) break;
          node = changetype<Node>(scannedName);
          p = after;
        }
        node.seenIn = frame.serial;
        frame.previous = changetype<usize>(node);
        waits = VALUE;
      } else if (isSpace(byte)) {
        p = skipSpace(p);
      } else if (byte == CLOSE_OBJECT && waits == FIRST_NAME) {
        waits = AFTER;
      } else {
        mismatch(waits == NAME ? EXPECTED_NAME : EXPECTED_NAME_OR_CLOSE, p, end, final);
        break;
      }
      continue;
    }

    if (waits == FIRST_ELEMENT) {
      const byte: u32 = load<u8>(p);
      if (isSpace(byte)) {
        p = skipSpace(p);
      } else if (byte == CLOSE_ARRAY) {
        waits = AFTER;
      } else if (p < end) {
        const element = elementOf(node, p);
        if (!element) break;
        node = element;
        frame.node = changetype<usize>(element);
        waits = VALUE;
      } else {
        mismatch(EXPECTED_VALUE, p, end, final);
        break;
      }
      continue;
    }

    if (waits == BETWEEN) {
      p = scanBetween(p, end, final);
      if (!atRecord) break;
      node = changetype<Node>(oldest);
      waits = VALUE;
    }
  }

  if (FILLS && sourceDepth && !fault) pauseSourceText(p);
  state = waits;
  current = changetype<usize>(node);
  return p;
}

/** Reports that the bytes at `p` are not `word`. */
function wordMismatch(p: usize, word: u64, end: usize, final: bool): void {
  const start = p;
  while (word && load<u8>(p) == <u8>word) {
    word >>= 8;
    p++;
  }
  mismatchFrom(EXPECTED_WORD, start, p, end, final);
}
