/** WebAssembly, as the hosts of the scanners use it. */

import { losesDigits } from './digits';

/** The small part of its JavaScript interface that is used here; Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Record<string, HostFunctions>) => { readonly exports: object };
};

/** Functions that a scanner calls, by their names. */
export type HostFunctions = Record<string, (...parameters: number[]) => number>;

interface WithMemory {
  readonly memory: { readonly buffer: ArrayBuffer };
}

export function compiled(base64: string): object {
  return new WebAssembly.Module(Buffer.from(base64, 'base64'));
}

/** @returns what the scanner exports. Every scanner may call `toDouble` and `losesDigits`; `more` are the other functions that it calls. */
export function instantiated<E extends WithMemory>(module: object, more: HostFunctions = {}): E {
  const text = (at: number, length: number): string => Buffer.from(scanner.memory.buffer, at, length).toString('latin1');
  const toDouble = (at: number, length: number): number => Number(text(at, length));
  const isRounded = (at: number, length: number): number => Number(losesDigits(text(at, length)));
  const scanner = new WebAssembly.Instance(module, { host: { toDouble, losesDigits: isRounded, ...more } }).exports as E;
  return scanner;
}

/** The exported constants, which have names in capitals. Read them once, because reading an export costs more than many calls. */
export function constantsOf<C>(scanner: object): C {
  const constants = Object.entries(scanner).filter(([name]) => /^[A-Z][A-Z0-9_]*$/.test(name));
  return Object.fromEntries(constants.map(([name, { value }]) => [name, value])) as C;
}
