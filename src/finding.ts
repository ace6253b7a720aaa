import type { CsvOptions } from './csv-options';
import type { SourceProps } from './source-props';

/** An option of a source, as its declaration names it. */
export type SourceOption = keyof SourceProps | `csv.${keyof CsvOptions}`;

/** Something that is wrong with what a source declares. */
export interface Finding {
  readonly option: SourceOption;
  /** For `typeHints`: the key of the hint that is wrong. */
  readonly path?: string;
  /** What was found and what was expected, as a sentence that lacks its subject: the option. */
  readonly says: string;
}

/** A declared value as a finding shows it. */
export function shownValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value) ?? 'missing';
}
