/** A JSON file as the text of its records, one in a line, wherever in the file they are. */

import { JsonBytes } from './json-bytes';
import { ReshapedText } from './reshaped-text';
import { Reshaper } from './reshaper';
import { type Shape, aroundNames } from './shape';
import { FileFault } from '../../fault';
import { shown } from '../../fault-text';
import type { Utf8File } from '../../stored/utf8-file';

export interface ReshapedFile extends Utf8File {
  /** How the values at the top of the file are arranged. Ask when all chunks were read; undefined if there is no value. */
  form(): Reshaper['form'];
  /** The fault with the names of the columns that are added to each record, if they may be the reason for it. */
  explained(fault: FileFault): FileFault;
}

/** The members around the records, envelope by envelope. They may come after the records, so another reading of the file finds them. */
export interface Surroundings {
  /** Of the next envelope. */
  next(): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * @param isTolerant whether bad records are told apart later: values that are no records are lines, too.
 * @param surroundings if the shape has columns around the records.
 */
export function reshaped(file: Utf8File, shape: Shape, isTolerant: boolean, surroundings?: Surroundings): ReshapedFile {
  const json = new JsonBytes(file.start, file.sourceOffset);
  const text = new ReshapedText();
  const reshaper = new Reshaper(json, shape, text, isTolerant);
  let forgotten = 0;

  async function* chunks(): AsyncGenerator<Uint8Array> {
    const source = file.chunks[Symbol.asyncIterator]();
    try {
      const steps = reshaper.run();
      for (let step = steps.next(); !step.done; step = steps.next()) {
        if (step.value === 'around') {
          reshaper.around = await surroundings!.next();
          continue;
        }
        if (text.waiting > 0) {
          yield text.take();
        }
        if (step.value === 'bytes') {
          // If all of the text was read, no fault is placed before the next byte.
          file.forget(forgotten >= text.length ? json.position : text.sourceOffset(forgotten));
          await feed(json, source);
        }
      }
    } catch (error) {
      // The scanner may find an earlier fault in what was read before.
      if (error instanceof FileFault && text.waiting > 0) {
        yield text.take();
      }
      throw error;
    } finally {
      await source.return?.();
      await surroundings?.close();
    }
    if (text.waiting > 0) {
      yield text.take();
    }
  }

  return {
    chunks: chunks(),
    start: 0,
    sourceOffset: (offset) => file.sourceOffset(text.sourceOffset(offset)),
    forget: (before) => {
      forgotten = before;
      text.forget(before);
    },
    form: () => reshaper.form,
    explained: (fault) => explained(fault, shape),
  };
}

function explained(fault: FileFault, { keyColumn, outside }: Shape): FileFault {
  const added = [...keyColumn === undefined ? [] : [keyColumn], ...outside === undefined ? [] : aroundNames(outside)];
  if (added.length === 0 || (fault.reason !== 'duplicate_key' && fault.reason !== 'case_collision')) {
    return fault;
  }
  const detail = `${fault.detail}; no record may have a member of its own that is called like a column that its source adds to it (${added.map(shown).join(', ')})`;
  return new FileFault(fault.reason, detail, fault);
}

/** Reads no farther than to the end of the first envelope before somebody asks for more. So no two readings wait for each other. */
export async function openSurroundings(file: Utf8File, shape: Shape): Promise<Surroundings> {
  const all = surroundingsOf(file, shape);
  let first: IteratorResult<Buffer> | undefined = await all.next();
  return {
    next: async () => {
      const { done, value } = first ?? await all.next();
      first = undefined;
      return done ? Buffer.alloc(0) : value;
    },
    close: async () => {
      await all.return(undefined);
    },
  };
}

/** Ends at the first fault: who reads the records will find it too. */
async function* surroundingsOf(file: Utf8File, shape: Shape): AsyncGenerator<Buffer, undefined> {
  const json = new JsonBytes(file.start, file.sourceOffset);
  const reshaper = new Reshaper(json, shape, undefined, false);
  const source = file.chunks[Symbol.asyncIterator]();
  try {
    for (const steps = reshaper.run(), done = false; !done;) {
      const step = steps.next();
      yield* reshaper.found.splice(0);
      if (step.done) {
        return undefined;
      }
      file.forget(json.position);
      await feed(json, source);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
  } finally {
    await source.return?.();
  }
  return undefined;
}

/** Gives the walk the bytes with which it can go on. */
async function feed(json: JsonBytes, source: AsyncIterator<Uint8Array>): Promise<void> {
  for (;;) {
    const { done, value } = await source.next();
    if (done) {
      json.end();
      return;
    }
    if (json.push(value)) {
      return;
    }
  }
}
