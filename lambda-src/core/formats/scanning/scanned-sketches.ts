/** The sketches of the values of one JSON path or one CSV column. */

import { type Registers, mergeRegisters } from '../../schema/distinct';
import { type Histogram, mergeHistograms } from '../../schema/histogram';

/** Where the scanner keeps each part of a sketch: byte offsets and sizes. */
export interface SketchLayout {
  /** In a row of the scanner's table: the address of its sketch. */
  readonly SKETCH: number;
  readonly REGISTERS: number;
  readonly SKETCH_LENGTHS: number;
  readonly LENGTH_BUCKETS: number;
  readonly SKETCH_NUMBERS: number;
  readonly NUMBER_BUCKETS: number;
}

export interface Sketches {
  /** Covers scalars that are not null. */
  readonly distinct: Registers;
  /** Covers the texts whose lengths are counted: see `ScannedValues.lengthRange`. */
  readonly lengths: Histogram;
  /** Covers integers and doubles, but not NaN. */
  readonly numbers: Histogram;
}

/** Reads the sketch of a row, if it has one. */
export function readSketches(memory: Uint8Array, row: number, layout: SketchLayout): Sketches | undefined {
  const view = new DataView(memory.buffer);
  const at = view.getUint32(row + layout.SKETCH, true);
  if (at === 0) {
    return undefined;
  }
  const numbers = view.getUint32(at + layout.SKETCH_NUMBERS, true);
  return {
    distinct: memory.slice(at, at + layout.REGISTERS),
    lengths: readHistogram(view, at + layout.SKETCH_LENGTHS, layout.LENGTH_BUCKETS, 0),
    // Buckets of negative numbers come first, then zero's.
    numbers: numbers === 0 ? [] : readHistogram(view, numbers, layout.NUMBER_BUCKETS, (layout.NUMBER_BUCKETS - 1) / 2),
  };
}

function readHistogram(view: DataView, at: number, buckets: number, zero: number): Histogram {
  const histogram: Array<[number, number]> = [];
  for (let i = 0; i < buckets; i++) {
    const count = view.getUint32(at + 4 * i, true);
    if (count > 0) {
      histogram.push([i - zero, count]);
    }
  }
  return histogram;
}

/** If the file has sketches at all, a path without a sketch has no scalars. */
export function mergeSketches(a: Sketches | undefined, b: Sketches | undefined): Sketches | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return {
    distinct: mergeRegisters(a.distinct, b.distinct),
    lengths: mergeHistograms(a.lengths, b.lengths),
    numbers: mergeHistograms(a.numbers, b.numbers),
  };
}
