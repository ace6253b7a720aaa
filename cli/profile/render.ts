/** What a person at a terminal sees of a file. Pure: outcome → text. */

import type { Accepted, DeadLettered } from './outcome';
import { type Warning, warningsOf } from './warnings';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import type { CsvOptions } from '../../lambda-src/core/formats/file-options';
import { type SchemaProfile, presence } from '../../lambda-src/core/schema/profile';
import { DEAD_LETTER_REASONS } from '../../src/contract';
import { columns } from '../columns';
import { printable } from '../printable';

/** The profile of an accepted file. */
export function renderProfile(outcome: Accepted): string {
  const { file, profile: { records, badRecords, bytes, dialect }, schema, reader } = outcome;
  const warnings = warningsOf(outcome).map(renderWarning);
  const bad = badRecords.length === 0 ? '' : `bad records ${count(badRecords.length)}, `;
  return [
    printable(file.path),
    `  records ${count(records)}, ${bad}bytes ${count(bytes)}, reader ${reader}`,
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
function renderChoice(choice: CsvOptions): string {
  const [[name, value]] = Object.entries(choice);
  const text = typeof value === 'string' ? `'${value.replace('\t', '\\t')}'` : String(value);
  return `csv: { ${name}: ${text} }    --${name} ${text}`;
}

function renderWarning({ code, path, record, reason, detail }: Warning): string {
  const subject = path === undefined ? '' : ` ${path}`;
  return `  ${printable(`warning ${code}${subject}: ${record === undefined ? '' : `record ${record}: ${reason}: `}${detail}`)}`;
}

/** Names of columns are in the table, and the count of bad records is beside that of the others. */
function renderDialect(
  { columnNames, decidedBy: _by, separatorLine, preambleLines, footerLines, fillsRows, nullMarkers, badRecords: _, ...rest }: Dialect,
): string {
  return [
    ...Object.entries(rest).map(([name, value]) => `${name} ${/^[\w-]+$/.test(value) ? value : JSON.stringify(value)}`),
    ...separatorLine ? ['sep= line'] : [],
    ...columnNames === undefined ? [] : ['no header'],
    ...preambleLines === undefined ? [] : [`preamble lines ${count(preambleLines)}`],
    ...footerLines === undefined ? [] : [`footer lines ${count(footerLines)}`],
    ...fillsRows ? ['ragged rows filled'] : [],
    ...nullMarkers === undefined ? [] : [`null markers ${printable(nullMarkers.map((marker) => JSON.stringify(marker)).join(' '))}`],
  ].join(', ');
}

function renderFields(schema: SchemaProfile): string[] {
  const rows = [...schema.fields].map(([path, seen]) =>
    [printable(path), seen.type, count(seen.values), count(seen.nulls), count(seen.parents - presence(seen))]);
  return columns([['FIELD', 'TYPE', 'VALUES', 'NULLS', 'ABSENT'], ...rows], ['left', 'left', 'right', 'right', 'right']);
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
