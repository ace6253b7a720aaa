/** What a command is, and what it tells the shell. */

import type { Options, Values } from './options';

/** How a command ended. Part of the contract: scripts branch on it. */
export enum ExitCode {
  DONE = 0,
  /** Something other than the arguments and the files failed, such as a disk. */
  FAILED = 1,
  USAGE = 2,
  /** At least one of the files would be dead-lettered. */
  DEAD_LETTER = 3,
  /** A question is open that only a person can answer. */
  QUESTION = 4,
}

/** Where a command writes, and where it asks. */
export interface Terminal {
  /** Answers, if it is a terminal. */
  readonly stdin: NodeJS.ReadableStream;
  /** Results. */
  readonly stdout: NodeJS.WritableStream;
  /** Faults; also progress, if it is a terminal. */
  readonly stderr: NodeJS.WritableStream;
}

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** @throws UsageError if the arguments are wrong. Errors of the system are passed on unchanged. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** What the file of a command defines. */
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
