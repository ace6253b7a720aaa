/** Type hints as a source declares them, with the checks that synthesis makes. */

import type { TypeHint } from './source-options';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { parentOf, parsePath } from '../../src/field-path';
import { expectedHintTypes, isHintType, isJsonOnly } from '../../src/source-rules';
import { UsageError } from '../command-line/usage-error';

/** {path: type}. @throws UsageError where a hint can never hold, or two of them contradict each other. */
export function typesByPath(format: Family, hints: readonly TypeHint[]): Record<string, string> {
  const types = new Map<string, string>();
  for (const { path, type } of hints) {
    const other = types.get(path);
    if (other !== undefined && other !== type) {
      throw new UsageError(`--type-hint gives "${path}" two types, ${other} and ${type}; leave one out`);
    }
    types.set(path, type);
  }
  for (const [path, type] of types) {
    assertCanHold(format, path, type, types);
  }
  // A path may be __proto__; this makes an own property of it.
  return Object.fromEntries(types);
}

function assertCanHold(format: Family, path: string, type: string, types: ReadonlyMap<string, string>): void {
  const isCsv = format === 'csv';
  const refuse = (why: string) => new UsageError(`--type-hint ${path}=${type}: ${why}`);
  const steps = stepsOf(path);
  if (steps === undefined) {
    throw refuse('the path is none; expected one like customer.phone, items[].price or labels{}, with \\ before each of \\ . [ ] { } in a name');
  }
  if (isCsv && steps > 1) {
    throw refuse('a CSV column is a single name; write \\ before each of \\ . [ ] { } in it');
  }
  if (isCsv && isJsonOnly(type)) {
    throw refuse(`a CSV cell is never ${type}; expected ${expectedHintTypes(isCsv)}`);
  }
  if (!isHintType(type)) {
    throw refuse(`"${type}" is no type; expected ${expectedHintTypes(isCsv)}`);
  }
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    const above = types.get(at);
    if (above === undefined || above === 'struct') {
      continue;
    }
    if (above !== 'map') {
      throw refuse(`there is also ${at}=${above}, below which there are no fields; leave one out`);
    }
    if (!path.startsWith(`${at}{}`)) {
      throw refuse(`"${at}" is a map, whose values are "${at}{}"; name those, or leave the hint out`);
    }
  }
}

/** undefined if the text is no path. */
function stepsOf(path: string): number | undefined {
  try {
    return parsePath(path).length;
  } catch {
    return undefined;
  }
}
