import type { CsvOptions } from './csv-options';
import type { NumberFormat, TimeFormat } from './field-format';
import type { SourceProps } from './source-props';

/** An option of a source, as its declaration names it. */
export type SourceOption = keyof SourceProps | `csv.${keyof CsvOptions}` | `numbers.${keyof NumberFormat}` | `times.${keyof TimeFormat}`;

/** Something that is wrong with what a source declares. */
export interface Finding {
  readonly option: SourceOption;
  /** For `typeHints` and `fields`: the key of what is wrong. */
  readonly path?: string;
  /** What was found and what was expected, as a sentence that lacks its subject: the option. */
  readonly says: string;
}

/** Whether the value has names that can be looked at: an array does not count. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A declared value as a finding shows it. */
export function shownValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value) ?? 'missing';
}
