/** The help texts. */

import type { Command, CommandDefinition } from './command';
import { type Options, flagOf } from './options';
import { columns } from '../text/columns';

export const PROGRAM = 'schema-registry';

const LEFT = ['left', 'left'] as const;

/** The text of `schema-registry --help`. */
export function renderOverview(commands: readonly Command[]): string {
  return lines(
    `Usage: ${PROGRAM} COMMAND [OPTION…]`,
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary]), LEFT),
    '',
    'Options:',
    ...columns([['-h, --help', 'show this text; after a command, the help of that command'], ['--version', 'show the version']], LEFT),
  );
}

/** The text of `schema-registry COMMAND --help`. */
export function renderHelp<O extends Options>(command: CommandDefinition<O>): string {
  const options = Object.entries(command.options).map(([property, option]): [string, string] => {
    const value = 'placeholder' in option ? ` ${option.placeholder}` : '';
    return [`${flagOf(property, option)}${value}`, option.help];
  });
  return lines(
    `Usage: ${PROGRAM} ${command.name} [OPTION…] ${command.operands}`,
    '',
    `${command.summary}.`,
    '',
    'Options:',
    ...columns([...options, ['-h, --help', 'show this text']], LEFT),
    '',
    command.details,
  );
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}
