/** What a command is, and what it tells the shell. */

import type { Options, Values } from './options';

/** How a command ended. Part of the contract: scripts branch on it. */
export enum ExitCode {
  DONE = 0,
  /** Something outside the arguments and the files failed, such as a disk. */
  FAILED = 1,
  USAGE = 2,
  /** At least one of the files would be dead-lettered. */
  DEAD_LETTER = 3,
}

/** Where a command writes. */
export interface Terminal {
  /** Results. */
  readonly stdout: NodeJS.WritableStream;
  /** Faults, and progress where it is a terminal. */
  readonly stderr: NodeJS.WritableStream;
}

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** @throws UsageError if the arguments are wrong; errors of the system are passed on as they are. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** What the file of a command says about it. */
export interface CommandDefinition<O extends Options> {
  readonly name: string;
  readonly summary: string;
  /** What follows the options on the command line, as the help shows it. */
  readonly operands: string;
  readonly options: O;
  /** What the help says below the options. */
  readonly details: string;
  run(values: Values<O>, operands: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
