/** The help texts. */

import type { Command, CommandDefinition } from './command';
import { Options } from './options';

export const PROGRAM = 'schema-registry';

/** The text of `schema-registry --help`. */
export function renderOverview(commands: readonly Command[]): string {
  return lines(
    `Usage: ${PROGRAM} COMMAND [OPTION…]`,
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...columns([['-h, --help', 'show this text; after a command, that command\'s'], ['--version', 'show the version']]),
  );
}

/** The text of `schema-registry COMMAND --help`. */
export function renderHelp<O extends Options>(command: CommandDefinition<O>): string {
  const options = Object.entries(command.options).map(([name, option]): [string, string] => {
    const value = 'placeholder' in option ? ` ${option.placeholder}` : '';
    return [`--${name}${value}`, option.help];
  });
  return lines(
    `Usage: ${PROGRAM} ${command.name} [OPTION…] ${command.operands}`,
    '',
    `${command.summary}.`,
    '',
    'Options:',
    ...columns([...options, ['-h, --help', 'show this text']]),
    '',
    command.details,
  );
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}
