import type { CsvRow } from './rows';
import type { Delimiter } from '../dialect';
import { shown } from '../json/cursor';

export interface Fitting {
  readonly delimiter: Delimiter;
  /** Number of columns. */
  readonly width: number;
  /** Rows that are too short are filled up with empty cells, and lose empty cells beyond the last column. */
  readonly fillsRows?: boolean;
  /** Cells that are read as empty cells. */
  readonly nullMarkers?: readonly string[];
}

/** Turns rows into records: as many cells as there are columns, and null markers replaced by empty cells. */
export class CsvRowFitter {
  /** Number of rows that did not have as many cells as there are columns. */
  filledRows = 0;

  constructor(private readonly fitting: Fitting) {}

  /** @throws FileFault `ragged_row` */
  fit(row: CsvRow): CsvRow {
    const { delimiter, width, fillsRows, nullMarkers = [] } = this.fitting;
    const cells = nullMarkers.length === 0 ? row.cells : row.cells.map((cell) => (nullMarkers.includes(cell) ? '' : cell));
    if (cells.length === width) {
      return row.as(cells);
    }
    if (fillsRows === true && cells.slice(width).every((cell) => cell === '')) {
      this.filledRows++;
      return row.as([...cells.slice(0, width), ...Array<string>(Math.max(0, width - cells.length)).fill('')]);
    }
    throw row.fault('ragged_row', `the row has ${row.cells.length} cells, the header has ${width} `
      + `(delimiter ${shown(delimiter)}); a cell that holds the delimiter or a line end must be quoted`);
  }
}
