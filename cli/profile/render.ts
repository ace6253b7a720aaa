/** What a person at a terminal sees of a file. Pure: outcome → text. */

import { renderSettings } from './advice';
import type { Accepted, DeadLettered } from './outcome';
import { settingsOf } from '../../lambda-src/core/advice/search/wording';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import { presence } from '../../lambda-src/core/schema/schema-profile';
import { shownPath } from '../../lambda-src/core/warnings/look-alike';
import { withPlace } from '../../lambda-src/core/warnings/sentence';
import type { Warning } from '../../lambda-src/core/warnings/warning';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import { DEAD_LETTER_REASONS } from '../../src/contract';
import { parsePath } from '../../src/field-path';
import { columns } from '../text/columns';
import { printable } from '../text/printable';

/** The profile of an accepted file. */
export function renderProfile(outcome: Accepted): string {
  const { file, profile, schema } = outcome;
  const { records, badRecords, bytes, dialect } = profile;
  const warnings = renderWarnings(warningsOf(profile, file.declared, { schema, columns: outcome.names }));
  const bad = badRecords.length === 0 ? '' : `bad records ${count(badRecords.length)}, `;
  return [
    printable(file.path),
    `  records ${count(records)}, ${bad}bytes ${count(bytes)}`,
    `  ${renderDialect(dialect)}`,
    '',
    ...renderFields(outcome),
    ...warnings.length === 0 ? [] : ['', ...warnings],
    '',
  ].join('\n');
}

/** Why a file would be dead-lettered, and where it is at fault. */
export function renderFault({ file, fault, advice }: DeadLettered): string {
  const place = [
    ...fault.byteOffset === undefined ? [] : [`byte ${fault.byteOffset}`],
    ...fault.record === undefined ? [] : [`record ${fault.record}`],
  ];
  const at = place.length === 0 ? '' : ` at ${place.join(', ')}`;
  const lines = [DEAD_LETTER_REASONS[fault.reason], ...advice.map((proposal) => renderSettings(settingsOf(proposal)))];
  return `${printable(`${file.path}: ${fault.reason}${at}: ${fault.detail}`)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** At most this many fields are shown with the same warning. */
const MAX_ALIKE = 5;

function renderWarnings(warnings: readonly Warning[]): string[] {
  const byCode = new Map<Warning['code'], Warning[]>();
  for (const warning of warnings) {
    byCode.set(warning.code, [...byCode.get(warning.code) ?? [], warning]);
  }
  return [...byCode].flatMap(([code, alike]) => {
    // Records are bad for different reasons, and their number is bounded before.
    const shown = code === 'bad_record' ? alike : alike.slice(0, MAX_ALIKE);
    const left = alike.length - shown.length;
    return [...shown.map(renderWarning), ...left === 0 ? [] : [`  warning ${code}: ${count(left)} more; --json lists all`]];
  });
}

function renderWarning(warning: Warning): string {
  const subject = warning.path === undefined ? '' : ` ${shownPath(warning.path)}`;
  return `  ${printable(`warning ${warning.code}${subject}: ${withPlace(warning)}`)}`;
}

/** Leaves out the names of the columns, which are in the table, and the number of bad records, which is in the line above. */
function renderDialect(dialect: Dialect): string {
  const { format, delimiter, encoding, compression, decidedBy: _by, separatorLine, columnNames, header, badRecords: _, ...help } = dialect;
  return [
    ...Object.entries({ format, delimiter, encoding, compression }).flatMap(([name, value]) => value === undefined ? [] : [`${name} ${word(value)}`]),
    ...separatorLine ? ['sep= line'] : [],
    ...columnNames === undefined ? [] : [header === undefined ? 'no header' : 'names replaced'],
    ...Object.entries(help).map(([option, value]) => `${option.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)} ${renderValue(value)}`),
  ].join(', ');
}

/** A declared value. The values of a list are always in quotes. */
function renderValue(value: unknown): string {
  if (typeof value === 'number') {
    return count(value);
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    return printable(JSON.stringify(value));
  }
  return Array.isArray(value) ? printable(value.map((each) => JSON.stringify(each)).join(' ')) : word(String(value));
}

function word(text: string): string {
  return /^[\w-]+$/.test(text) ? text : printable(JSON.stringify(text));
}

/** The names of the columns are shown if any of them is not the field's own name. */
function renderFields({ schema, names }: Accepted): string[] {
  const areShown = [...names].some(([path, name]) => nameOf(path) !== name);
  const named = (name: string) => areShown ? [name] : [];
  const rows = [...schema.fields].map(([path, seen]) => [
    printable(shownPath(path)), ...named(names.get(path) ?? ''), seen.type, count(seen.values), count(seen.nulls), count(seen.parents - presence(seen)),
  ]);
  const header = ['FIELD', ...named('COLUMN'), 'TYPE', 'VALUES', 'NULLS', 'ABSENT'];
  return columns([header, ...rows], header.map((_, at) => at < header.length - 3 ? 'left' : 'right'));
}

/** The field's own name; undefined for elements of arrays and values of maps. */
function nameOf(path: string): string | undefined {
  const last = parsePath(path).pop()!;
  return last.kind === 'member' ? last.name : undefined;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
