/** What a person at a terminal sees of a file. Pure: outcome → text. */

import type { Accepted, DeadLettered } from './outcome';
import { SOURCE_OPTIONS } from './source-options';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import { type SchemaProfile, presence } from '../../lambda-src/core/schema/schema-profile';
import type { Warning } from '../../lambda-src/core/warnings/warning';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import { DEAD_LETTER_REASONS } from '../../src/contract';
import type { CsvConfig } from '../../src/source-config';
import { flagOf } from '../command-line/options';
import { columns } from '../text/columns';
import { printable } from '../text/printable';

/** The profile of an accepted file. */
export function renderProfile(outcome: Accepted): string {
  const { file, profile, schema } = outcome;
  const { records, badRecords, bytes, dialect } = profile;
  const warnings = warningsOf(profile, file.declared, schema).map(renderWarning);
  const bad = badRecords.length === 0 ? '' : `bad records ${count(badRecords.length)}, `;
  return [
    printable(file.path),
    `  records ${count(records)}, ${bad}bytes ${count(bytes)}`,
    `  ${renderDialect(dialect)}`,
    '',
    ...renderFields(schema),
    ...warnings.length === 0 ? [] : ['', ...warnings],
    '',
  ].join('\n');
}

/** Why a file would be dead-lettered, and where it is at fault. */
export function renderFault({ file, fault }: DeadLettered): string {
  const place = [
    ...fault.byteOffset === undefined ? [] : [`byte ${fault.byteOffset}`],
    ...fault.record === undefined ? [] : [`record ${fault.record}`],
  ];
  const at = place.length === 0 ? '' : ` at ${place.join(', ')}`;
  const lines = [DEAD_LETTER_REASONS[fault.reason], ...fault.choices.map(renderChoice)];
  return `${printable(`${file.path}: ${fault.reason}${at}: ${fault.detail}`)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** A declaration to paste into the source, and the option that tries it here. */
function renderChoice(choice: CsvConfig): string {
  const [[name, value]] = Object.entries(choice) as [keyof CsvConfig, unknown][];
  const text = typeof value === 'string' ? `'${value.replace('\t', '\\t')}'` : String(value);
  return `csv: { ${name}: ${text} }    ${flagOf(name, SOURCE_OPTIONS[name])} ${text}`;
}

function renderWarning({ code, path, record, reason, detail }: Warning): string {
  const subject = path === undefined ? '' : ` ${path}`;
  return `  ${printable(`warning ${code}${subject}: ${record === undefined ? '' : `record ${record}: ${reason}: `}${detail}`)}`;
}

/** Leaves out the names of the columns, which are in the table, and the number of bad records, which is in the line above. */
function renderDialect(dialect: Dialect): string {
  const { format, delimiter, encoding, compression, decidedBy: _by, separatorLine, columnNames, badRecords: _, ...help } = dialect;
  return [
    ...Object.entries({ format, delimiter, encoding, compression }).flatMap(([name, value]) => value === undefined ? [] : [`${name} ${word(value)}`]),
    ...separatorLine ? ['sep= line'] : [],
    ...columnNames === undefined ? [] : ['no header'],
    ...Object.entries(help).map(([option, value]) => `${option.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)} ${renderValue(value)}`),
  ].join(', ');
}

/** A declared value. The values of a list are always in quotes. */
function renderValue(value: unknown): string {
  if (typeof value === 'number') {
    return count(value);
  }
  return Array.isArray(value) ? printable(value.map((each) => JSON.stringify(each)).join(' ')) : word(String(value));
}

function word(text: string): string {
  return /^[\w-]+$/.test(text) ? text : printable(JSON.stringify(text));
}

function renderFields(schema: SchemaProfile): string[] {
  const rows = [...schema.fields].map(([path, seen]) =>
    [printable(path), seen.type, count(seen.values), count(seen.nulls), count(seen.parents - presence(seen))]);
  return columns([['FIELD', 'TYPE', 'VALUES', 'NULLS', 'ABSENT'], ...rows], ['left', 'left', 'right', 'right', 'right']);
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
