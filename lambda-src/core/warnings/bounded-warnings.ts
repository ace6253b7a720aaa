import type { Warning } from './warning';

/** As many warnings as an item or a message has room for, and how many more there are. */
export interface BoundedWarnings {
  readonly warnings: readonly Warning[];
  readonly omitted: number;
}

/** @param bytes of JSON that the list may take. */
export function boundedWarnings(warnings: readonly Warning[], bytes: number): BoundedWarnings {
  let room = bytes;
  const end = warnings.findIndex((warning) => (room -= Buffer.byteLength(JSON.stringify(warning)) + 1) < 0);
  const kept = end < 0 ? warnings : warnings.slice(0, end);
  return { warnings: kept, omitted: warnings.length - kept.length };
}
