/** Type hints for fields whose type rests on thin evidence: the next file may spell the same kind of value in another way. */

import { isCode, isId, isMeasure, isReference } from './names';
import type { ScannedValues } from '../../lambda-src/core/formats/scanning/scanned-values';
import type { FieldType } from '../../lambda-src/core/schema/field-type';
import type { SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import { parsePath } from '../../src/field-path';

export interface Reasoned {
  readonly path: string;
  readonly because: string;
}

export interface Hint extends Reasoned {
  readonly type: string;
}

/** With more records than this, a type hardly changes by accident. */
const THIN_RECORDS = 1_000;
/** Programs that calculate with doubles keep so many digits. */
const SAFE_DIGITS = 15;

/**
 * @param schema of all files together.
 * @param digits the most characters that the values of a field have.
 */
export function hintsFor({ family, fields, records }: SchemaProfile, digits: ReadonlyMap<string, number>): Hint[] {
  return [...fields].flatMap(([path, { type, nulls, values }], i): Hint[] => {
    const last = parsePath(path).at(-1)!;
    if (last.kind !== 'member' || values === 0 || !isInteger(type)) {
      return [];
    }
    const { name } = last;
    const hint = (to: FieldType, because: string) => [{ path, type: to, because }];
    if (isCode(name)) {
      return hint('string', 'a code of digits: others may begin with a zero, or have a letter');
    }
    if ((isId(name) || isReference(name)) && (digits.get(path) ?? 0) > SAFE_DIGITS) {
      return hint('string', `ids of up to ${digits.get(path)} digits: programs that take them for numbers round them`);
    }
    if (type === 'bigint' && isMeasure(name)) {
      return hint('double', `whole so far, in ${valuesText(values)}; such values often have decimals`);
    }
    // The first column is the key of the record itself, which is never empty.
    if (type === 'bigint' && family === 'csv' && i > 0 && nulls === 0 && records < THIN_RECORDS && isReference(name)) {
      return hint('double', `whole so far, in ${valuesText(values)}; pandas writes 501.0 for 501 as soon as one cell is empty`);
    }
    return [];
  });
}

function valuesText(count: number): string {
  return count === 1 ? 'one value' : `${count.toLocaleString('en-US')} values`;
}

function isInteger(type: FieldType): boolean {
  return type === 'bigint' || type === 'bigint(wide)' || type.startsWith('decimal(');
}

/** The most digits of the integers. */
export function digitsOf({ integerRange, bigDigits }: ScannedValues): number {
  const length = (value: bigint) => String(value < 0n ? -value : value).length;
  return Math.max(bigDigits, ...integerRange?.map(length) ?? [0]);
}
