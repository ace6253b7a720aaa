/** Rewrites values within a record, on its way to the text that is read. */

import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from '../bytes';
import type { JsonBytes } from './json-bytes';
import type { Steps } from './json-window';
import type { Sink } from './reshaped-text';
import type { EditNode } from './shape';
import { FileFault } from '../../fault';

/** The first letter of `null`. */
const NULL = 0x6e;
const TEXT = { emptyObject: Buffer.from('{}'), emptyArray: Buffer.from('[]'), open: Buffer.from('['), close: Buffer.from(']') };

/** The text is not as the grammar wants it. The scanner will say what is wrong. */
class Lost extends Error {}

/**
 * Copies the record that begins at the next byte, and rewrites what the source declares. If its text breaks the grammar of JSON,
 * everything from there on is copied as it is.
 *
 * @param isOpen whether its first bracket was copied before.
 */
export function* copyEdited(json: JsonBytes, sink: Sink, record: EditNode, isOpen: boolean): Steps {
  const edits = new Edits(json, sink);
  try {
    yield* isOpen ? edits.members(record) : edits.value(record);
  } catch (error) {
    if (!(error instanceof Lost || error instanceof FileFault)) {
      throw error;
    }
    yield* json.copyOn(0, sink) ?? [];
  }
}

class Edits {
  constructor(private readonly json: JsonBytes, private readonly sink: Sink) {}

  /** A value at a place that is rewritten, or that is on the way to one. */
  * value(node: EditNode): Steps {
    const { json, sink } = this;
    const byte = json.ready || (yield* json.peek());
    const place = json.position;
    if (byte === OPEN_ARRAY) {
      if (node.emptyArrayAsObject && (yield* json.passEmpty(CLOSE_ARRAY))) {
        sink.add(TEXT.emptyObject, place);
      } else {
        yield* this.elements(node.element);
      }
    } else if (!node.alwaysArray || byte === NULL) {
      yield* this.other(node, byte);
    } else if (byte === OPEN_OBJECT && (yield* json.passEmpty(CLOSE_OBJECT))) {
      sink.add(TEXT.emptyArray, place);
    } else {
      sink.add(TEXT.open, place);
      yield* this.other(node.element, byte);
      sink.add(TEXT.close, json.position);
    }
  }

  /** What follows the opening bracket of an object. */
  * members({ members, value }: EditNode): Steps {
    const { json, sink } = this;
    let byte = json.ready || (yield* json.peek());
    for (let first = true; byte !== CLOSE_OBJECT || !first; first = false) {
      if (!first) {
        json.copyByte(sink);
        byte = json.ready || (yield* json.peek());
      }
      if (byte !== QUOTE) {
        throw new Lost();
      }
      const name = json.copyPlainText(sink) ?? (yield* json.copyText(sink));
      if ((json.ready || (yield* json.peek())) !== COLON) {
        throw new Lost();
      }
      json.copyByte(sink);
      const node = members.get(name) ?? value;
      byte = json.ready || (yield* json.peek());
      if (node === undefined) {
        yield* this.other(node, byte);
      } else {
        yield* this.value(node);
      }
      byte = json.ready || (yield* json.peek());
      if (byte === CLOSE_OBJECT) {
        break;
      }
      if (byte !== COMMA) {
        throw new Lost();
      }
    }
    json.copyBracket(sink);
  }

  /** An array, beginning with its bracket. */
  private *elements(node: EditNode | undefined): Steps {
    const { json, sink } = this;
    if (node === undefined) {
      yield* json.copy(sink) ?? [];
      return;
    }
    json.copyBracket(sink);
    let byte = json.ready || (yield* json.peek());
    while (byte !== CLOSE_ARRAY) {
      yield* this.value(node);
      byte = json.ready || (yield* json.peek());
      if (byte === COMMA) {
        json.copyByte(sink);
        byte = json.ready || (yield* json.peek());
        if (byte === CLOSE_ARRAY) {
          throw new Lost();
        }
      } else if (byte !== CLOSE_ARRAY) {
        throw new Lost();
      }
    }
    json.copyBracket(sink);
  }

  /** An object, or a value in which nothing is rewritten. */
  private *other(node: EditNode | undefined, byte: number): Steps {
    const { json, sink } = this;
    if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      throw new Lost();
    }
    if (byte !== OPEN_OBJECT || node === undefined || (node.members.size === 0 && node.value === undefined)) {
      yield* json.copy(sink) ?? [];
      return;
    }
    json.copyBracket(sink);
    yield* this.members(node);
  }
}
