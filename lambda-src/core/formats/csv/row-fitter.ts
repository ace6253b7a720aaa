import type { CsvRow } from './rows';
import type { Delimiter } from '../../../../src/contract';
import type { CsvReading } from '../dialect';
import { shown } from '../fault-text';

export interface Fitting extends CsvReading {
  readonly delimiter: Delimiter;
  /** Number of columns. */
  readonly width: number;
}

/** Turns rows into records: as many cells as there are columns, and null markers replaced by empty cells. */
export class CsvRowFitter {
  constructor(private readonly fitting: Fitting) {}

  /** @throws FileFault `ragged_row` */
  fit(row: CsvRow): CsvRow {
    const { delimiter, width, raggedRows, nullMarkers = [] } = this.fitting;
    const cells = nullMarkers.length === 0 ? row.cells : row.cells.map((cell) => (nullMarkers.includes(cell) ? '' : cell));
    if (cells.length === width) {
      return row.as(cells);
    }
    if (raggedRows === 'fill' && cells.slice(width).every((cell) => cell === '')) {
      return row.as([...cells.slice(0, width), ...Array<string>(Math.max(0, width - cells.length)).fill('')]);
    }
    throw row.fault('ragged_row', `the row has ${row.cells.length} cells, the header has ${width} `
      + `(delimiter ${shown(delimiter)}); a cell that holds the delimiter or a line end must be quoted`);
  }
}
