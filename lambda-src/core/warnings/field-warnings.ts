/** What is odd about the values of one field. */

import { kindsOf } from './kinds';
import { minorityOf } from './minority';
import { WARNINGS, type Warning } from './warning';
import type { ScannedColumn } from '../formats/csv/csv-scanner';
import type { ScannedPath } from '../formats/json/scanned-path';
import type { Seen } from '../formats/scanning/seen';
import { type Family, type FieldType, isNumeric, join } from '../schema/field-type';
import type { FieldEvidence } from '../schema/schema-profile';

export interface Field {
  readonly path: string;
  readonly evidence: FieldEvidence;
  readonly values: ScannedPath | ScannedColumn;
  readonly family: Family;
  /** The type that the source declares. */
  readonly hint?: FieldType;
  /** Rows that repeat the header. */
  readonly headers?: Seen;
}

/** In a warning of a field, `record` is its number among the records that the scanner read. */
export function fieldWarnings(field: Field): Warning[] {
  const minority = minorityType(field);
  return [
    ...minority,
    ...digitsLost(field),
    ...exponentIds(field),
    ...mixedOffsets(field),
    ...paddedCells(field),
    ...hintUnfit(field),
    ...minority.length === 0 ? mixedTypes(field) : [],
  ];
}

/** A declared type is no surprise. */
function isDeclared({ evidence, hint }: Field): boolean {
  return hint !== undefined && evidence.type === hint;
}

function minorityType(field: Field): Warning[] {
  const { path, evidence, values, family, headers } = field;
  // The names in rows that repeat the header are texts too, and have a warning of their own.
  const kinds = kindsOf(values, evidence.type === 'map' ? 'map' : 'struct')
    .map((kind) => (kind.type === 'string' ? { ...kind, count: kind.count - (headers?.count ?? 0) } : kind))
    .filter(({ count }) => count > 0);
  // Beside digits with a leading zero, other integers are identifiers too: they are no majority of numbers.
  const areIds = 'zeroLed' in values && values.zeroLed > 0;
  const found = areIds || isDeclared(field) ? undefined : minorityOf(kinds, family);
  if (found === undefined) {
    return [];
  }
  const { majority, minority, types } = found;
  const total = kinds.reduce((sum, { count }) => sum + count, 0);
  const nulls = types.includes('string') ? '; if they stand for missing values, declare their texts as nullMarkers' : '';
  return [{
    code: 'minority_type',
    path,
    count: minority.count,
    // The first text may be a name in such a row. Then nobody knows where the first other one is.
    ...minority.first === headers?.first ? {} : { record: minority.first },
    detail: `${majority.count} of ${total} values are ${majority.type}, ${are(minority.count)} ${types.join(' or ')}, `
      + `so the field is ${evidence.type}${nulls}`,
  }];
}

/** Text and decimals keep all digits. */
function digitsLost({ path, evidence, values }: Field): Warning[] {
  const { rounded } = values;
  if (rounded === undefined || evidence.type !== 'double') {
    return [];
  }
  const numbers = rounded.count === 1 ? '1 number has' : `${rounded.count} numbers have`;
  return [{
    code: 'digits_lost',
    path,
    count: rounded.count,
    record: rounded.first,
    detail: `${numbers} more than 17 digits, and a double rounds them; declare the field as decimal(p,s), or as string, in typeHints`,
  }];
}

/** Only a column of nothing but integers besides them: there, the exponents alone make it a double. */
function exponentIds({ path, evidence, values }: Field): Warning[] {
  if (!('codes' in values) || values.codes === undefined || evidence.type !== 'double') {
    return [];
  }
  const { codes, doubles, integers } = values;
  if (codes.count < doubles || integers === 0) {
    return [];
  }
  return [{
    code: 'exponent_ids',
    path,
    count: codes.count,
    record: codes.first,
    detail: `${codes.count} of ${codes.count + integers} values ${codes.count === 1 ? 'is' : 'are'} digits with an exponent, such as 31e4, `
      + 'and the others are integers, so the field is double; if they are codes, declare it as string in typeHints',
  }];
}

function mixedOffsets({ path, evidence, values }: Field): Warning[] {
  const { zoned, unzoned } = values;
  if (zoned === undefined || unzoned === undefined || (evidence.type !== 'timestamp' && evidence.temporal !== 'timestamp')) {
    return [];
  }
  const fewer = zoned.count < unzoned.count ? zoned : unzoned;
  return [{
    code: 'mixed_offsets',
    path,
    count: fewer.count,
    record: fewer.first,
    detail: `${zoned.count} ${zoned.count === 1 ? 'time has' : 'times have'} an offset from UTC, and ${unzoned.count} ${unzoned.count === 1 ? 'has' : 'have'} none, `
      + 'which is read as UTC',
  }];
}

function paddedCells({ path, values }: Field): Warning[] {
  if (!('padded' in values) || values.padded === undefined) {
    return [];
  }
  const { count, first } = values.padded;
  const cells = count === 1 ? '1 cell has' : `${count} cells have`;
  return [{ code: 'padded_cells', path, count, record: first, detail: `${cells} blanks at an end, which belong to the value; csv.trim takes them off` }];
}

/** Nulls alone contradict no type. */
function hintUnfit(field: Field): Warning[] {
  const { path, evidence, values, family, hint } = field;
  if (hint === undefined || evidence.values === 0 || evidence.type === hint) {
    return [];
  }
  const detail = WARNINGS.hint_unfit;
  if (hint.startsWith('decimal(')) {
    return [unfitForDecimal(field)];
  }
  // A JSON text may be a date.
  const unfit = family === 'json' && (hint === 'date' || hint === 'timestamp') ? []
    : kindsOf(values).filter(({ type }) => join(type, hint, family) !== hint);
  if (unfit.length === 0) {
    return [{ code: 'hint_unfit', path, detail }];
  }
  return [{
    code: 'hint_unfit', path, count: unfit.reduce((sum, { count }) => sum + count, 0), record: Math.min(...unfit.map(({ first }) => first)), detail,
  }];
}

/** Of numbers, it is only known how many are such decimals. */
function unfitForDecimal({ path, evidence, values }: Field): Warning {
  const count = evidence.values - (evidence.fitting ?? 0);
  const others = kindsOf(values).filter(({ type }) => !isNumeric(type));
  const isKnown = others.reduce((sum, kind) => sum + kind.count, 0) === count;
  return { code: 'hint_unfit', path, count, ...isKnown ? { record: Math.min(...others.map(({ first }) => first)) } : {}, detail: WARNINGS.hint_unfit };
}

/** A field that is declared as `json` is left out. */
function mixedTypes({ path, evidence, hint }: Field): Warning[] {
  return evidence.type === 'json' && hint !== 'json' ? [{ code: 'mixed_types', path, detail: WARNINGS.mixed_types }] : [];
}

function are(count: number): string {
  return `${count} ${count === 1 ? 'is' : 'are'}`;
}
