/** A warning as people read it. */

import { shownPath } from './look-alike';
import type { Warning } from './warning';

/** Where and what, as one sentence. Terminals and Slack make it safe to show. */
export function sentenceOf({ path, count, record, reason, detail }: Warning): string {
  const subject = path === undefined ? '' : `${shownPath(path)}: `;
  if (reason !== undefined) {
    return `${subject}record ${record}: ${reason}: ${detail}`;
  }
  const place = record === undefined ? '' : count === 1 ? ` (record ${record})` : ` (first in record ${record})`;
  return `${subject}${detail}${place}`;
}
