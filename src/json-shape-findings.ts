/** What is wrong with what a source declares about the shape of its JSON. */

import { SourceLimit } from './contract';
import { isBelow, isFieldPath, parsePath } from './field-path';
import { type Finding, shownValue } from './finding';
import type { SourceProps } from './source-props';

/** Options about the shape of JSON. */
export const JSON_SHAPE_OPTIONS = ['recordsAt', 'keyColumn', 'aroundColumns', 'emptyArrayAsObject', 'alwaysArray'] as const satisfies
  ReadonlyArray<keyof SourceProps>;

type Declared = { readonly [Option in typeof JSON_SHAPE_OPTIONS[number]]?: unknown };

/** @param isCsv whether the source is declared to send CSV */
export function jsonShapeFindings(isCsv: boolean, declared: Declared): Finding[] {
  const given = JSON_SHAPE_OPTIONS.filter((option) => declared[option] !== undefined && !isEmptyList(declared[option]));
  if (isCsv) {
    return given.map((option) => ({ option, says: 'can be declared only if the format is JSON, but it is CSV; leave it out' }));
  }
  const findings = given.flatMap((option) => RULES[option](declared[option]).map((says): Finding => ({ option, says })));
  // What is wrong with one option by itself comes first: the others cannot be compared with it.
  return findings.length > 0 ? findings : contradictions(declared as Pick<SourceProps, typeof JSON_SHAPE_OPTIONS[number]>);
}

const RULES: { readonly [Option in keyof Declared]-?: (value: unknown) => readonly string[] } = {
  recordsAt: (path) => path === '' || (typeof path === 'string' && isMemberPath(path)) ? []
    : [`is ${shownValue(path)}; expected names joined by dots, such as data.items, or the empty text for the top`],
  keyColumn: (name) => typeof name === 'string' && name.trim() !== '' && name.length <= SourceLimit.FIELD_NAME_CHARS ? []
    : [`is ${shownValue(name)}; expected 1 to ${SourceLimit.FIELD_NAME_CHARS} characters, not only white space`],
  aroundColumns: paths(isMemberPath, 'names joined by dots, such as account or meta.symbol'),
  emptyArrayAsObject: paths(isFieldPath, 'a path in a record, such as meta or items[].options'),
  alwaysArray: paths(isFieldPath, 'a path in a record, such as lines or customer.phones'),
};

function contradictions(
  { recordsAt, keyColumn, aroundColumns = [], emptyArrayAsObject = [], alwaysArray = [] }: Pick<SourceProps, typeof JSON_SHAPE_OPTIONS[number]>,
): Finding[] {
  const findings: Finding[] = [];
  if (keyColumn !== undefined && recordsAt === undefined) {
    findings.push({ option: 'keyColumn', says: "needs recordsAt, which says where the object of records is; the empty text ('') is the top" });
  }
  if (aroundColumns.length > 0 && !recordsAt) {
    findings.push({ option: 'aroundColumns', says: 'needs recordsAt, which says where the records are within the object that has these columns' });
  }
  const within = aroundColumns.find((path) => recordsAt && (touch(path, recordsAt)));
  if (within !== undefined) {
    findings.push({ option: 'aroundColumns', says: `has ${shownValue(within)}, but the records are at ${shownValue(recordsAt)}; expected paths outside of that` });
  }
  const twice = aroundColumns.find((path, i) => aroundColumns.some((other, j) => i !== j && (path === other || isBelow(path, other))));
  if (twice !== undefined) {
    findings.push({ option: 'aroundColumns', says: `has ${shownValue(twice)} twice, or within another path; leave one out` });
  }
  const taken = aroundColumns.find((path) => keyColumn !== undefined && topName(path).toLowerCase() === keyColumn.toLowerCase());
  if (taken !== undefined) {
    findings.push({ option: 'keyColumn', says: `is ${shownValue(keyColumn)}, which is the name of a column around the records, too; choose another name` });
  }
  const both = alwaysArray.find((path) => emptyArrayAsObject.includes(path));
  if (both !== undefined) {
    findings.push({ option: 'alwaysArray', says: `has ${shownValue(both)}, which emptyArrayAsObject has too; an empty array there is either an array or an object` });
  }
  return findings;
}

function paths(isPath: (path: string) => boolean, expected: string): (value: unknown) => readonly string[] {
  return (value) => {
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
      return [`is ${shownValue(value)}; expected a list of texts`];
    }
    return (value as string[]).filter((path) => !isPath(path))
      .map((path) => `has ${shownValue(path)}; expected ${expected}, with \\ before each of \\ . [ ] { } in a name`);
  };
}

function isMemberPath(path: string): boolean {
  return isFieldPath(path) && parsePath(path).every(({ kind }) => kind === 'member');
}

function topName(path: string): string {
  const [first] = parsePath(path);
  return first.kind === 'member' ? first.name : '';
}

/** Whether one path is the other, or above it. */
function touch(one: string, other: string): boolean {
  return one === other || isBelow(one, other) || isBelow(other, one);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
