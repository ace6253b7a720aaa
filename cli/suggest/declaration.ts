/** A source's declaration as text, ready to paste. Each thing that it declares has its reason above it. */

import { type Language, SYNTAX, type Syntax } from './syntax';
import { printable } from '../text/printable';

/** A value that is declared, and why. */
export interface Member {
  readonly name: string;
  readonly value: unknown;
  readonly because?: string;
}

/** A list or an object of things that have a reason each. */
export class Reasoned {
  constructor(readonly members: readonly Member[], readonly isList = false) {}
}

/** The type of an option's value, if it is an enum, or an object with options of its own. */
const ENUMS: Readonly<Record<string, string>> = {
  format: 'SourceFormat', raggedRows: 'RaggedRows', blankRows: 'BlankRows', headers: 'Headers', epoch: 'EpochUnit',
};
const STRUCTURES: Readonly<Record<string, string>> = {
  csv: 'CsvOptions', numbers: 'NumberFormat', number: 'NumberFormat', times: 'TimeFormat', time: 'TimeFormat',
};
/** Options that are objects whose names are paths. Their values have this type, if they are objects themselves. */
const BY_PATH: Readonly<Record<string, string>> = { typeHints: '', fields: 'FieldFormat' };

/** @param remarks lines above the members, such as questions that are open. */
export function declarationText(members: readonly Member[], remarks: readonly string[], language: Language): string {
  const syntax = SYNTAX[language];
  const [open, close] = syntax.structure('SourceProps');
  const inner = [
    ...remarks.map((remark) => `${syntax.comment} ${printable(remark)}`.trimEnd()),
    ...members.flatMap((member) => memberLines(member, syntax)),
  ];
  return [open, ...indented(inner, syntax), `${close},`, ''].join('\n');
}

function memberLines({ name, value, because }: Member, syntax: Syntax): string[] {
  const option = `${syntax.option(name)}${syntax.between}`;
  return [...remarkLines(because, syntax), ...prefixed(option, valueLines(name, value, syntax))];
}

/** The lines of a value, the last of which has a comma. */
function valueLines(option: string, value: unknown, syntax: Syntax): string[] {
  if (option in ENUMS) {
    return [`${syntax.constant(ENUMS[option], String(value))},`];
  }
  if (value instanceof Reasoned && value.isList) {
    return block('[', ']', value.members.flatMap((member) => [...remarkLines(member.because, syntax), `${syntax.text(String(member.value))},`]), syntax);
  }
  const members = value instanceof Reasoned ? value.members : undefined;
  if (option in BY_PATH) {
    return block('{', '}', (members ?? membersOf(value)).flatMap(({ name, value: each, because }) => (
      [...remarkLines(because, syntax), ...prefixed(`${syntax.key(name)}: `, entryLines(BY_PATH[option], each, syntax))]
    )), syntax);
  }
  return option in STRUCTURES ? structureLines(STRUCTURES[option], members ?? membersOf(value), syntax) : [`${literal(value, syntax)},`];
}

function entryLines(type: string, value: unknown, syntax: Syntax): string[] {
  return typeof value === 'object' && value !== null ? structureLines(type, membersOf(value), syntax) : [`${literal(value, syntax)},`];
}

function structureLines(type: string, members: readonly Member[], syntax: Syntax): string[] {
  const [open, close] = syntax.structure(type);
  return block(open, close, members.flatMap((member) => memberLines(member, syntax)), syntax);
}

function membersOf(value: unknown): Member[] {
  return Object.entries(value as object).map(([name, each]) => ({ name, value: each }));
}

function literal(value: unknown, syntax: Syntax): string {
  if (typeof value === 'string') {
    return syntax.text(value);
  }
  if (typeof value === 'boolean') {
    return syntax.words[`${value}`];
  }
  return Array.isArray(value) ? `[${value.map((each) => literal(each, syntax)).join(', ')}]` : String(value);
}

function remarkLines(because: string | undefined, { comment }: Syntax): string[] {
  return because === undefined ? [] : [`${comment} ${printable(because)}`];
}

function block(open: string, close: string, lines: readonly string[], syntax: Syntax): string[] {
  return [open, ...indented(lines, syntax), `${close},`];
}

function prefixed(prefix: string, [first, ...others]: readonly string[]): string[] {
  return [prefix + first, ...others];
}

function indented(lines: readonly string[], { indent }: Syntax): string[] {
  return lines.map((line) => (line === '' ? line : indent + line));
}
