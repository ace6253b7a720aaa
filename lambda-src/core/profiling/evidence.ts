/** What is kept of a file beside its schema: for every field, counts, extremes and, if there are sketches, how values are spread. */

import type { FileProfile } from './file-profile';
import { scannedByPath } from './scanned-by-path';
import type { ScannedPath, TextFormat } from '../formats/json/scanned-path';
import type { Range, ScannedValues } from '../formats/scanning/scanned-values';
import { estimateDistinct, registersText } from '../schema/distinct';
import { isNumeric } from '../schema/field-type';
import { type Bucket, type Histogram, lengthBucket, numberBucket, quantile } from '../schema/histogram';
import type { FieldEvidence, SchemaProfile } from '../schema/schema-profile';

export interface DetailedEvidence extends FieldEvidence {
  /** Escaped. */
  readonly path: string;
  /**
   * The least and the greatest number, or the first and the last date or timestamp by their text. They are texts, so that
   * integers of 64 bits keep every digit (longer ones are doubles here). Other texts are not kept, because evidence
   * outlives the files.
   */
  readonly min?: string;
  readonly max?: string;
  /** Of JSON strings: what all of them are, if they are not dates (`temporal`). */
  readonly format?: Extract<TextFormat, 'uuid' | 'digits'>;
  /** Code points of JSON strings; of CSV, of all cells that are not empty. */
  readonly lengths?: { readonly min: number; readonly max: number } & Partial<Spread>;
  /** Of integers and doubles. */
  readonly numbers?: Spread;
  /** About how many different scalars there were, and the sketch that says so (`schema/distinct.ts`). */
  readonly distinct?: { readonly estimate: number; readonly registers: string };
}

/** How values are spread. */
export interface Spread {
  /** The values below which about 5, 25, 50, 75 and 95 % of all lie. */
  readonly quantiles: readonly number[];
  /** See `schema/histogram.ts`. */
  readonly buckets: Histogram;
}

const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** The least and greatest of the scanner's texts are cut here, in bytes. */
const KEPT_TEXT_BYTES = 32;

/**
 * The evidence of all fields, in the order of the schema.
 *
 * @param schema the file's schema, or that schema as it is read: more objects may be maps, and there may be less below a path.
 */
export function detailedEvidence(schema: SchemaProfile, scanned: FileProfile['scanned']): DetailedEvidence[] {
  const byPath = scannedByPath(schema, scanned);
  return [...schema.fields].map(([path, evidence]) => {
    const values = byPath.get(path)!;
    const [min, max] = extremes(evidence, values) ?? [];
    const format = evidence.type === 'string' && 'formats' in values ? formatOf(values) : undefined;
    return {
      path,
      ...evidence,
      ...format === undefined ? {} : { format },
      ...min === undefined ? {} : { min, max },
      ...spreads(values),
    };
  });
}

function formatOf({ formats }: ScannedPath): DetailedEvidence['format'] {
  return formats.find((format) => format === 'uuid' || format === 'digits');
}

function extremes({ type, temporal }: FieldEvidence, values: ScannedValues): Range<string> | undefined {
  if (isNumeric(type)) {
    const [least, greatest] = numberRange(values) ?? [];
    return least === undefined ? undefined : [String(least), String(greatest)];
  }
  if (temporal === undefined && type !== 'date' && type !== 'timestamp') {
    return undefined;
  }
  const { textRange, lengthRange } = values;
  if (textRange === undefined || lengthRange![1] > KEPT_TEXT_BYTES) {
    return undefined;
  }
  return [Buffer.from(textRange[0]).toString(), Buffer.from(textRange[1]).toString()];
}

function numberRange({ integerRange, doubleRange }: ScannedValues): Range<number | bigint> | undefined {
  if (integerRange === undefined || doubleRange === undefined) {
    return integerRange ?? doubleRange;
  }
  return [
    integerRange[0] <= doubleRange[0] ? integerRange[0] : doubleRange[0],
    integerRange[1] >= doubleRange[1] ? integerRange[1] : doubleRange[1],
  ];
}

function spreads(values: ScannedValues): Pick<DetailedEvidence, 'lengths' | 'numbers' | 'distinct'> {
  const { lengthRange, sketches } = values;
  const lengths = lengthRange === undefined ? {} : {
    lengths: {
      min: lengthRange[0],
      max: lengthRange[1],
      ...sketches === undefined ? {} : spread(sketches.lengths, lengthBucket, lengthRange),
    },
  };
  if (sketches === undefined) {
    return lengths;
  }
  const range = numberRange(values);
  return {
    ...lengths,
    ...range === undefined ? {} : { numbers: spread(sketches.numbers, numberBucket, [Number(range[0]), Number(range[1])]) },
    distinct: { estimate: estimateDistinct(sketches.distinct), registers: registersText(sketches.distinct) },
  };
}

function spread(buckets: Histogram, bucketOf: (bucket: number) => Bucket, range: Range<number>): Spread {
  const quantiles = SHARES.map((share) => Number(quantile(buckets, bucketOf, share, range).toPrecision(3)));
  return { quantiles, buckets };
}
