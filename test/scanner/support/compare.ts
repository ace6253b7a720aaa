import { inspect, isDeepStrictEqual } from 'node:util';
import { FileFault } from '../../../lambda-src/core/formats/fault';

/** What reading a file leads to: a result, or the fault of the file. */
export type Outcome<T> = { readonly result: T } | { readonly fault: FileFault };

export function outcomeOf<T>(read: () => T): Outcome<T> {
  try {
    return { result: read() };
  } catch (error) {
    if (error instanceof FileFault) {
      return { fault: error };
    }
    throw error;
  }
}

/** Whether both agree. If the plain reader gives no place for a fault, any place is right. */
export function agree<T>(expected: Outcome<T>, actual: Outcome<T>): boolean {
  if (!('fault' in expected)) {
    return isDeepStrictEqual(expected, actual) && keyOrder(expected) === keyOrder(actual);
  }
  if (!('fault' in actual)) {
    return false;
  }
  const { reason, byteOffset, record } = expected.fault;
  return actual.fault.reason === reason
    && (byteOffset === undefined || actual.fault.byteOffset === byteOffset)
    && (byteOffset === undefined || record === undefined || actual.fault.record === record);
}

/** The order in which paths were seen. Deep equality does not compare it. */
function keyOrder(outcome: unknown): string {
  const { result } = outcome as { result: { schema: { fields: ReadonlyMap<string, unknown> } } };
  return JSON.stringify([...result.schema.fields.keys()]);
}

/** The part in which two outcomes begin to differ. */
export function difference<T>(expected: Outcome<T>, actual: Outcome<T>): string {
  const [wanted, got] = [expected, actual].map((outcome) => inspect(outcome, { depth: 9, maxArrayLength: null, sorted: false }).split('\n'));
  const at = Math.max(0, wanted.findIndex((line, i) => line !== got[i]));
  const near = (lines: string[]) => lines.slice(Math.max(0, at - 12), at + 4).join('\n');
  return `the plain reader:\n${near(wanted)}\nthe scanner:\n${near(got)}`;
}
