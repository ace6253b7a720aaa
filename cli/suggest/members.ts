/** What the suggested source declares, in the order in which it is written, with reasons. */

import { type Member, Reasoned } from './declaration';
import type { Hint, Reasoned as ReasonedPath } from './hints';
import type { Change } from '../../lambda-src/core/advice/trying/change';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import type { ReadingConfig } from '../../src/source-config';

const CSV_ORDER = [
  'encoding', 'preambleLines', 'footerLines', 'delimiter', 'quote', 'escape', 'comment', 'trim', 'blankRows', 'header', 'headers', 'columnNames', 'raggedRows',
];
const ORDER = [
  'recordsAt', 'keyColumn', 'aroundColumns', 'emptyArrayAsObject', 'alwaysArray', 'nullMarkers', 'numbers', 'times', 'fields', 'maxBadRecordRatio',
];

export interface Suggested {
  readonly sourceId: string;
  readonly declared: ReadingConfig;
  readonly changes: readonly Change[];
  readonly hints: readonly Hint[];
  readonly optionalFields: readonly ReasonedPath[];
  /** How the files are written; none if they cannot be read yet. */
  readonly dialects: readonly Dialect[];
}

export function membersOf({ sourceId, declared, changes, hints, optionalFields, dialects }: Suggested): Member[] {
  const reasons = reasonsOf(changes);
  const csv = [...fixed(declared, dialects), ...csvMembers(declared, reasons)].sort(byOrder(CSV_ORDER));
  const others = Object.entries(declared).filter(([name]) => ORDER.includes(name))
    .map(([name, value]): Member => ({ name, value, because: reasons.get(name) })).sort(byOrder(ORDER));
  return [
    { name: 'sourceId', value: sourceId, because: 'after the name of the file; it stays for ever, so choose it well' },
    { name: 'format', value: declared.format },
    ...csv.length === 0 ? [] : [{ name: 'csv', value: new Reasoned(csv) }],
    ...others,
    ...hints.length === 0 ? [] : [{
      name: 'typeHints', value: new Reasoned(hints.map(({ path, type, because }) => ({ name: path, value: type, because }))),
    }],
    ...optionalFields.length === 0 ? [] : [{
      name: 'optionalFields', value: new Reasoned(optionalFields.map(({ path, because }) => ({ name: path, value: path, because })), true),
    }],
  ];
}

/** Of a change with several options, the first one has the reason. */
function reasonsOf(changes: readonly Change[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { set: { csv, ...others }, because } of changes) {
    const [first] = [...Object.keys(csv ?? {}), ...Object.keys(others)];
    reasons.set(first, because);
  }
  return reasons;
}

function csvMembers({ csv = {} }: ReadingConfig, reasons: ReadonlyMap<string, string>): Member[] {
  return Object.entries(csv).map(([name, value]) => ({ name, value, because: reasons.get(name) }));
}

/** What was found in the files and had better be declared: another file may show it less clearly. */
function fixed({ csv = {} }: ReadingConfig, dialects: readonly Dialect[]): Member[] {
  const [first] = dialects;
  if (first?.decidedBy === undefined) {
    return [];
  }
  const members: Member[] = [];
  const isCommon = (of: (dialect: Dialect) => unknown) => dialects.every((each) => of(each) === of(first));
  if (csv.delimiter === undefined && first.delimiter !== ',' && first.decidedBy.delimiter === 'content' && isCommon(({ delimiter }) => delimiter)) {
    members.push({ name: 'delimiter', value: first.delimiter, because: `found in ${dialects.length === 1 ? 'the file' : 'all files'}; once it is declared, it is not searched for in each file` });
  }
  const isHeadless = (dialect: Dialect) => dialect.columnNames !== undefined;
  if (csv.header === undefined && csv.columnNames === undefined && isCommon(isHeadless) && (isHeadless(first) || first.decidedBy.header === 'default')) {
    members.push(isHeadless(first)
      ? { name: 'header', value: false, because: 'the first row is a record; with columnNames instead, the columns have better names than column_1, column_2 …' }
      : { name: 'header', value: true, because: 'the first row names the columns; the rows below do not show it' });
  }
  return members;
}

function byOrder(order: readonly string[]): (a: Member, b: Member) => number {
  return (a, b) => order.indexOf(a.name) - order.indexOf(b.name);
}
