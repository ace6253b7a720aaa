import { NAMES_FOR_THE_NAMELESS } from './header';
import type { CsvRow } from './rows';
import type { Delimiter } from '../../../../src/contract';
import type { CsvReading } from '../dialect';
import type { FileFault } from '../fault';
import { shown } from '../fault-text';

export interface Fitting extends CsvReading {
  readonly delimiter: Delimiter;
  /** Number of columns. */
  readonly width: number;
  /** How many cells a row may have after them, as long as they are empty; see `CsvColumns`. */
  readonly nameless?: number;
}

/** Turns rows into records: as many cells as there are columns, and null markers replaced by empty cells. */
export class CsvRowFitter {
  constructor(private readonly fitting: Fitting) {}

  /** @throws FileFault `ragged_row`, or `empty_header` if a column without a name has a value. */
  fit(row: CsvRow): CsvRow {
    const { width, raggedRows, nameless = 0, nullMarkers = [] } = this.fitting;
    const cells = nullMarkers.length === 0 ? row.cells : row.cells.map((cell) => (nullMarkers.includes(cell) ? '' : cell));
    if (cells.length === width) {
      return row.as(cells);
    }
    const losesNothing = cells.slice(width).every((cell) => cell === '');
    const isWithinHeader = cells.length > width && cells.length <= width + nameless;
    if (losesNothing && (isWithinHeader || raggedRows === 'fill')) {
      return row.as([...cells.slice(0, width), ...Array<string>(Math.max(0, width - cells.length)).fill('')]);
    }
    throw isWithinHeader ? row.fault('empty_header', namelessValue(width)) : this.ragged(row);
  }

  private ragged(row: CsvRow): FileFault {
    return row.fault('ragged_row', raggedRow(row.cells.length, this.fitting));
  }
}

/** @param width how many columns have a name. */
export function namelessValue(width: number): string {
  return `the row has a value in a column after the ${width} that have a name; ${NAMES_FOR_THE_NAMELESS}`;
}

export function raggedRow(cells: number, { width, nameless = 0, delimiter }: Pick<Fitting, 'width' | 'nameless' | 'delimiter'>): string {
  return `the row has ${cells} cells, the header has ${width + nameless} (delimiter ${shown(delimiter)}); `
    + 'a cell that holds the delimiter or a line end must be quoted';
}
