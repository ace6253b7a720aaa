/** A warning as people read it. Terminals and Slack make it safe to show. */

import { shownPath } from './look-alike';
import type { Warning } from './warning';

/** The field, what was seen, and in which record. */
export function sentenceOf(warning: Warning): string {
  return warning.path === undefined ? withPlace(warning) : `${shownPath(warning.path)}: ${withPlace(warning)}`;
}

/** What was seen, and in which record. */
export function withPlace({ code, count, record, reason, detail }: Warning): string {
  if (reason !== undefined) {
    return `record ${record}: ${reason}: ${detail}`;
  }
  if (record === undefined) {
    return detail;
  }
  // These rows are in no record.
  const [only, first] = code === 'blank_rows' ? ['before record', 'first before record'] : ['record', 'first in record'];
  return `${detail} (${count === 1 ? only : first} ${record})`;
}
