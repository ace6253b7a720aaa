/** Lines around the table of a CSV file, as a declaration with its reason. */

import type { Settings } from './change';

export interface Margin {
  readonly set: Settings;
  readonly because: string;
}

export function preamble(lines: number): Margin {
  return { set: { csv: { preambleLines: lines } }, because: areNoPart(lines, 'before') };
}

export function footer(lines: number): Margin {
  return { set: { csv: { footerLines: lines } }, because: areNoPart(lines, 'after') };
}

function areNoPart(lines: number, where: string): string {
  return lines === 1 ? `one line ${where} the table is not part of it` : `${lines} lines ${where} the table are not part of it`;
}
