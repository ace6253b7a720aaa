import { RowBorders } from './row-borders';
import type { CsvSyntax } from './syntax';
import type { RecordFinder, RecordPlace } from '../records/record-batches';

/** Finds the rows of a CSV file that the scanner has read without a fault. */
export class CsvRowFinder implements RecordFinder {
  private readonly borders: RowBorders;
  private rowStart: number;

  /** @param start offset of the first byte after the header. */
  constructor(syntax: CsvSyntax, start: number) {
    this.borders = new RowBorders(syntax);
    this.rowStart = start;
  }

  find(bytes: Uint8Array, start: number): { readonly ended: readonly RecordPlace[]; readonly blanks: readonly number[] } {
    const ended: RecordPlace[] = [];
    for (const at of this.borders.ends(bytes)) {
      const end = start + at;
      if (end > this.rowStart) {
        ended.push({ start: this.rowStart, end });
      }
      this.rowStart = end + 1;
    }
    return { ended, blanks: [] };
  }

  last(end: number): RecordPlace | undefined {
    return end > this.rowStart ? { start: this.rowStart, end } : undefined;
  }
}
