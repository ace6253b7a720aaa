/** What one value of a source's declaration may be. Knows no tokens, so that the command line goes by the same rules. */

import { HintType, SourceLimit } from './contract';

/** Whether a column may be called so. */
export function isColumnName(name: string): boolean {
  return name.trim() !== '' && name.length <= SourceLimit.FIELD_NAME_CHARS;
}

/** A name that is there twice, be it but for case: the second of the two. */
export function repeatedName(names: readonly string[]): string | undefined {
  const lowered = names.map((name) => name.toLowerCase());
  return names.find((_, i) => lowered.indexOf(lowered[i]) !== i);
}

/** A quotation mark or a control character would be written in more than one way. */
export function isNullMarker(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  return bytes > 0 && bytes <= SourceLimit.NULL_MARKER_BYTES && !/["\p{Cc}]/u.test(text);
}

const SCALARS: readonly string[] = HintType.SCALARS;
const JSON_ONLY: readonly string[] = HintType.JSON_ONLY;
const DECIMAL = /^decimal\((\d+),0\)$/;

/** Whether a path may be declared to be of the type, in some format. */
export function isHintType(type: string): boolean {
  const digits = Number(DECIMAL.exec(type)?.[1]);
  return SCALARS.includes(type) || JSON_ONLY.includes(type) || (digits >= 19 && digits <= 38);
}

/** Whether only JSON has values of the type. */
export function isJsonOnly(type: string): boolean {
  return JSON_ONLY.includes(type);
}

/** The types that may be declared, as a list for a person. */
export function expectedHintTypes(isCsv: boolean): string {
  return `${(isCsv ? SCALARS : [...SCALARS, ...JSON_ONLY]).join(', ')} or decimal(p,0) with p from 19 to 38`;
}
