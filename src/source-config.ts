/** What users declare about their sources, as the functions and the job see it. */

import type { CsvOptions } from './csv-options';
import type { FieldFormat } from './field-format';
import type { SourceProps } from './source-props';

/** A declared value as a JSON document holds it, in which enums are texts. */
type InDocument<T> = T extends string ? `${T}` : T extends ReadonlyArray<infer E> ? readonly E[]
  : T extends object ? { readonly [K in keyof T]: InDocument<T[K]> } : T;

/** `CsvOptions` as the functions see them. */
export type CsvConfig = InDocument<CsvOptions>;

/** `FieldFormat` as the functions see it. */
export type FieldFormatConfig = InDocument<FieldFormat>;

/** What a source declares about how its files are read. */
export interface ReadingConfig extends InDocument<Omit<SourceProps, 'sourceId' | 'optionalFields' | 'csv'>> {
  readonly csv?: CsvConfig;
}

/** `SourceProps` as the functions and the job see them. */
export interface SourceConfig extends ReadingConfig {
  readonly sourceId: string;
  readonly optionalFields: readonly string[];
}

/** Options of CSV files that have a default. The others are found in each file if the source does not declare them. */
export const CSV_DEFAULTS = {
  quote: '"',
  trim: false,
  blankRows: 'skip',
  headers: 'strict',
  encoding: 'utf-8',
  raggedRows: 'refuse',
} as const satisfies CsvConfig;

/** The document that carries the source configuration from synth to the functions and the job (a JSON asset). */
export interface SourceConfigDocument {
  readonly sources: SourceConfig[];
}

/**
 * The source as the functions and the job see it.
 *
 * @param props without findings
 */
export function sourceConfig(props: SourceProps): SourceConfig {
  const {
    sourceId, format, optionalFields = [], csv, recordsAt, keyColumn, aroundColumns, emptyArrayAsObject, alwaysArray, nullMarkers, numbers, times,
    fields, typeHints, maxBadRecordRatio,
  } = props;
  // Undefined options leave no trace in the document, so its hash changes only if its content changes.
  return {
    sourceId,
    format,
    optionalFields,
    csv: csv as CsvConfig | undefined,
    recordsAt,
    keyColumn,
    aroundColumns,
    emptyArrayAsObject,
    alwaysArray,
    nullMarkers,
    numbers,
    times,
    fields,
    typeHints,
    maxBadRecordRatio,
  };
}
