/** From arguments to exit code: finds the command, and turns whatever it throws into a message. */

import { type Command, ExitCode, type Terminal } from './command-line/command';
import { COMMANDS } from './commands';
import { version } from '../package.json';
import { PROGRAM, renderOverview } from './command-line/help';
import { UsageError } from './command-line/usage-error';
import { printable } from './text/printable';

/**
 * Runs one command line.
 *
 * @param args what follows the program's name.
 * @returns the exit code; it never throws.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  try {
    return await (command === undefined ? runWithoutCommand(name, terminal) : command.run(rest, terminal));
  } catch (error) {
    return report(error, command, terminal);
  }
}

function runWithoutCommand(name: string | undefined, terminal: Terminal): ExitCode {
  if (name === '--version') {
    terminal.stdout.write(`${version}\n`);
  } else if (name === '--help' || name === '-h') {
    terminal.stdout.write(renderOverview(COMMANDS));
  } else {
    const expected = `expected one of the commands: ${COMMANDS.map((command) => command.name).join(', ')}`;
    throw new UsageError(name === undefined ? `no command was given; ${expected}` : `found "${name}"; ${expected}`);
  }
  return ExitCode.DONE;
}

function report(error: unknown, command: Command | undefined, terminal: Terminal): ExitCode {
  if (error instanceof UsageError) {
    const help = [PROGRAM, command?.name, '--help'].filter((word) => word !== undefined).join(' ');
    terminal.stderr.write(`${PROGRAM}: ${printable(error.message)}\nSee ${help}\n`);
    return ExitCode.USAGE;
  }
  terminal.stderr.write(`${PROGRAM}: ${describe(error)}\n`);
  return ExitCode.FAILED;
}

/** A message of the system explains itself. Anything else is a defect of this program, and the stack helps to find it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return 'syscall' in error ? printable(error.message) : `this is a defect of ${PROGRAM}, please report it\n${error.stack}`;
}
