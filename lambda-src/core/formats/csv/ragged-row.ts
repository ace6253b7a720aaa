/** Why a row may have more or fewer cells than there are columns, and what the source may declare. The rows that follow it show that. */

import { Cut, type CutRow } from './cut';
import { firstRowOf } from './first-row';
import { filledIn, mayBeFoot } from './foot-rows';
import { linesIn } from './margins';
import type { CsvSyntax } from './syntax';
import type { CsvConfig } from '../../../../src/source-config';
import { FileFault } from '../fault';

/** The rows within this many bytes are looked at. */
export const SEEN_BYTES = 64 * 1024;

/** More rows than this are no notes below a table. */
const MOST_NOTES = 40;

/** How many rows are looked at closely. */
const SAMPLED_ROWS = 100;

/** How the table is read. */
interface Table {
  readonly syntax: CsvSyntax;
  /** The number of columns, with those that have no name. */
  readonly width: number;
  /** How many lines after the table are left out, as far as the file has been read. */
  footerLines(): number;
}

interface Reason {
  readonly says: string;
  readonly choices: readonly CsvConfig[];
}

/**
 * @param fault `ragged_row`
 * @param bytes of the file, from the row on; fewer than `SEEN_BYTES` if the file ends before.
 * @returns the same fault, with its reason if there is one that can be seen.
 */
export function withReason(fault: FileFault, bytes: Buffer, table: Table): FileFault {
  const reason = reasonOf(bytes, table);
  return reason === undefined ? fault : new FileFault(fault.reason, `${fault.detail}; ${reason.says}`, fault, reason.choices);
}

function reasonOf(bytes: Buffer, { syntax, width, footerLines }: Table): Reason | undefined {
  const isEnd = bytes.length < SEEN_BYTES;
  const cut = new Cut(bytes.toString(), syntax, isEnd);
  const { length } = cut.widths;
  if (cut.isMalformed || length === 0) {
    return undefined;
  }
  const rows = [...cut.rows(0, Math.min(length, SAMPLED_ROWS))];
  if (isEnd && length <= MOST_NOTES && rows.every((row) => isNote(row, width))) {
    const lines = linesIn(bytes) + footerLines();
    const last = lines === 1 ? 'it is the last line' : `it is the first of the last ${lines} lines`;
    return { says: `${last}, and if no record follows, footerLines: ${lines} of the source says so`, choices: [{ footerLines: lines }] };
  }
  const other = rows[0].cells.length;
  const isTable = rows.length > 1 && other > 1 && rows.every(({ cells }) => cells.length === other) && firstRowOf(rows) === 'names';
  return isTable
    ? { says: 'another table with its own header seems to begin there; send each table as a file of its own', choices: [] }
    : undefined;
}

/** Whether the row is hardly filled, or has totals. */
function isNote(row: CutRow, width: number): boolean {
  return mayBeFoot(row) || (row.cells.length !== width && 2 * filledIn(row.cells) <= width);
}
