import { FileFault } from '../../../lambda-src/formats/fault';

/** What reading a file came to: a result, or the fault of the file. */
export type Outcome<T> = { readonly result: T } | { readonly fault: FileFault };

export function outcomeOf<T>(read: () => T): Outcome<T> {
  try {
    return { result: read() };
  } catch (error) {
    if (error instanceof FileFault) return { fault: error };
    throw error;
  }
}

/** Both as text that is equal where they agree. Where the plain reader gives no place of a fault, any place will do. */
export function comparable<T>(expected: Outcome<T>, actual: Outcome<T>): [string, string] {
  if (!('fault' in expected) || !('fault' in actual)) return [shown(expected), shown(actual)];
  const place = (fault: FileFault) => shown({
    reason: fault.reason,
    byteOffset: expected.fault.byteOffset === undefined ? undefined : fault.byteOffset,
    record: expected.fault.byteOffset === undefined || expected.fault.record === undefined ? undefined : fault.record,
  });
  return [place(expected.fault), place(actual.fault)];
}

/** Maps with their order, bytes in hexadecimal, -0 as 0: minimum and maximum do not tell them apart. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return `${item}n`;
    if (item instanceof Map) return [...item];
    if (item instanceof FileFault) return `${item.message} at ${item.byteOffset}`;
    if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
    if (item instanceof Uint8Array) return Buffer.from(item).toString('hex');
    if (isJsonOfBuffer(item)) return Buffer.from(item.data).toString('hex');
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) return Object.entries(item).filter(([, x]) => x !== undefined).sort();
    return item;
  }, 1);
}

function isJsonOfBuffer(item: unknown): item is { data: number[] } {
  return typeof item === 'object' && item !== null && (item as { type?: unknown }).type === 'Buffer';
}
