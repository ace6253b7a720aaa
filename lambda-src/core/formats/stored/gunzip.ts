import { isNativeError } from 'node:util/types';
import { type Gunzip, createGunzip } from 'node:zlib';
import { FileFault } from '../fault';

/** The first two bytes of every gzip member. */
export const GZIP_MAGIC = [0x1f, 0x8b] as const;

/**
 * Decompresses gzip with one or more members, as a stream.
 *
 * @throws FileFault `invalid_gzip` if it is truncated, damaged, or followed by anything. Errors of `packed` are passed on.
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const engine = createGunzip();
  const feeding = feed(packed, engine);
  // Awaited below; this keeps an early failure from being reported as unhandled before the loop has ended.
  feeding.catch(() => undefined);
  try {
    yield* engine;
  } catch (error) {
    throw isZlibError(error) ? new FileFault('invalid_gzip', `the file starts as gzip, then: ${error.message}`) : error;
  } finally {
    engine.destroy();
  }
  const fed = await feeding;
  // zlib takes zeros after the last member for padding, and then ignores whatever follows them.
  if (engine.bytesWritten !== fed) {
    throw new FileFault('invalid_gzip', `gzip ends after ${engine.bytesWritten} of ${fed} bytes; expected nothing after it`);
  }
}

/** Writes everything to the engine, as fast as the output is read. Returns the number of bytes. */
async function feed(packed: AsyncIterable<Uint8Array>, engine: Gunzip): Promise<number> {
  let fed = 0;
  try {
    for await (const bytes of packed) {
      if (engine.destroyed) {
        return fed;
      }
      fed += bytes.length;
      if (!engine.write(bytes)) {
        await readyOrClosed(engine);
      }
    }
    engine.end();
  } catch (error) {
    engine.destroy(error as Error);
  }
  return fed;
}

/** Removes its listeners, because a large file waits thousands of times. */
function readyOrClosed(engine: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      engine.off('drain', settle).off('close', settle);
      resolve();
    };
    engine.on('drain', settle).on('close', settle);
  });
}

function isZlibError(error: unknown): error is Error {
  return isNativeError(error) && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
