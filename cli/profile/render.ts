/** What a person at a terminal sees of a file. Pure: outcome → text. */

import { Accepted, DeadLettered } from './outcome';
import { readerOf } from './report';
import { warningsOf } from './warnings';
import { DEAD_LETTER_REASONS } from '../../lambda-src/formats/fault';
import { FileProfile } from '../../lambda-src/formats/profile-file';
import { presence } from '../../lambda-src/schema/profile';
import { columns } from '../columns';
import { printable } from '../printable';

/** The profile of an accepted file. */
export function renderProfile({ file, profile }: Accepted): string {
  const warnings = warningsOf(profile).map(({ code, path, detail }) => `  warning ${code}${path === undefined ? '' : ` ${printable(path)}`}: ${detail}`);
  return [
    printable(file.path),
    `  records ${count(profile.records)}, bytes ${count(profile.bytes)}, reader ${readerOf(profile)}`,
    `  ${renderDialect(profile)}`,
    '',
    ...renderFields(profile),
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
  return `${printable(`${file.path}: ${fault.reason}${at}: ${fault.detail}`)}\n  ${DEAD_LETTER_REASONS[fault.reason]}\n`;
}

function renderDialect({ dialect }: FileProfile): string {
  return Object.entries(dialect).map(([name, value]) => `${name} ${/^[\w-]+$/.test(String(value)) ? value : JSON.stringify(value)}`).join(', ');
}

function renderFields({ schema }: FileProfile): string[] {
  const rows = [...schema.fields].map(([path, seen]) =>
    [printable(path), seen.type, count(seen.values), count(seen.nulls), count(seen.parents - presence(seen))]);
  return columns([['FIELD', 'TYPE', 'VALUES', 'NULLS', 'ABSENT'], ...rows], ['left', 'left', 'right', 'right', 'right']);
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
