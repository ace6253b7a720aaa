/** Options as data: parsing, types and help all come from one table per command. */

import { parseArgs } from 'node:util';
import { UsageError } from './usage-error';

/** An option without a value. */
export interface Flag {
  readonly help: string;
}

/** An option that takes a value. If it is given twice, the last value counts. */
export interface ValueOption<T> {
  readonly help: string;
  /** Stands for the value in the help. */
  readonly placeholder: string;
  /** @throws UsageError if the text is not a value of this option. */
  readonly read: (text: string) => T;
}

/** An option that takes a value and may be given several times. All values count. */
export interface RepeatedOption<T> extends ValueOption<T> {
  readonly repeated: true;
}

type Option = Flag | ValueOption<unknown> | RepeatedOption<unknown>;

/** Property → option. Every command has `help`, which is in no table. */
export type Options = Readonly<Record<string, Option>>;

/** The option as it is typed: `maxLines` is `--max-lines`, and a repeated `names` is `--name`. */
export function flagOf(property: string, option: Option): string {
  return `--${nameOf(property, option)}`;
}

function nameOf(property: string, option: Option): string {
  const singular = 'repeated' in option ? property.replace(/s$/, '') : property;
  return singular.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}

/**
 * The values of a table's options. A flag is true or false. A value is undefined if its option is not given. A repeated option
 * has all its values, in their order.
 */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends RepeatedOption<infer T> ? readonly T[] : O[Name] extends ValueOption<infer T> ? T | undefined : boolean;
};

export type Parsed<O extends Options> =
  | { readonly help: true }
  | { readonly help: false; readonly values: Values<O>; readonly operands: readonly string[] };

/** @throws UsageError for an option that is not in the table, or whose value is missing or wrong. */
export function parseOptions<O extends Options>(args: readonly string[], options: O): Parsed<O> {
  const { values: given, positionals } = split(args, options);
  if (given.help === true) {
    return { help: true };
  }
  const values = Object.entries(options).map(([property, option]) => [property, valueOf(option, given[nameOf(property, option)])]);
  return { help: false, values: Object.fromEntries(values) as Values<O>, operands: positionals };
}

type Given = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function split(args: readonly string[], options: Options): { readonly values: Given; readonly positionals: string[] } {
  const known = Object.fromEntries(Object.entries(options).map(
    ([property, option]) => [nameOf(property, option), { type: 'read' in option ? 'string' as const : 'boolean' as const, multiple: 'repeated' in option }],
  ));
  try {
    return parseArgs({
      args: [...args],
      options: { ...known, help: { type: 'boolean', short: 'h', multiple: false } },
      allowPositionals: true,
    });
  } catch (error) {
    // Its messages are written for people, some of them in several lines.
    throw error instanceof TypeError && 'code' in error ? new UsageError(error.message.replaceAll('\n', ' ')) : error;
  }
}

function valueOf(option: Option, given: Given[string]): unknown {
  if (!('read' in option)) {
    return given === true;
  }
  if ('repeated' in option) {
    return ((given ?? []) as string[]).map(option.read);
  }
  return typeof given === 'string' ? option.read(given) : undefined;
}
