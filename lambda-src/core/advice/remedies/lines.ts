/** Lines of a CSV file as a delimiter cuts them. Quoted delimiters do not cut. It is only good enough for finding candidates. */

import { CSV_DELIMITERS } from '../../../../src/contract';

export function cellsIn(line: string, delimiter: string): number {
  if (!line.includes('"')) {
    return line.split(delimiter).length;
  }
  let [cells, isQuoted] = [1, false];
  for (const c of line) {
    if (c === '"') {
      isQuoted = !isQuoted;
    } else if (c === delimiter && !isQuoted) {
      cells++;
    }
  }
  return cells;
}

/** How most of these lines are cut, by the delimiter that gives them the most cells. */
export function widestCut(lines: readonly string[], declared?: string): { readonly width: number; readonly delimiter: string } {
  return (declared === undefined ? CSV_DELIMITERS : [declared]).map((delimiter) => ({ delimiter, width: commonWidth(lines, delimiter).width }))
    .reduce((best, each) => (each.width > best.width ? each : best));
}

/** The number of cells that most of these lines have, and the share of the lines that have it; blank lines do not count. */
export function commonWidth(lines: readonly string[], delimiter: string): { readonly width: number; readonly share: number } {
  const filled = lines.filter((line) => line.trim() !== '');
  const counts = new Map<number, number>();
  for (const line of filled) {
    const width = cellsIn(line, delimiter);
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  let [width, most] = [0, 0];
  for (const [each, count] of counts) {
    if (count > most || (count === most && each > width)) {
      [width, most] = [each, count];
    }
  }
  return { width, share: filled.length === 0 ? 0 : most / filled.length };
}
