/** Which types a source may declare, and for which paths. */

import { isFieldPath, parentOf } from './field-path';
import { type Finding, shownValue } from './finding';

/** Types of both formats, besides `decimal(p,s)`. */
const SCALARS: readonly string[] = ['boolean', 'bigint', 'double', 'date', 'timestamp', 'string'];
/** Types that only JSON has. */
const JSON_ONLY: readonly string[] = ['map', 'struct', 'json'];
const DECIMAL = /^decimal\(([1-9]\d?),(0|[1-9]\d?)\)$/;

/** @param typeHints path → type */
export function typeHintFindings(isCsv: boolean, typeHints: Readonly<Record<string, unknown>>): Finding[] {
  const hints = new Map(Object.entries(typeHints));
  return [...hints].flatMap(([path, type]) => {
    const says = pathFault(isCsv, path) ?? typeFault(isCsv, type) ?? contradiction(path, type, hints);
    return says === undefined ? [] : [{ option: 'typeHints', path, says }];
  });
}

function pathFault(isCsv: boolean, path: string): string | undefined {
  if (!isFieldPath(path)) {
    return 'is not a path; expected one like customer.phone, items[].price or labels{}, with \\ before each of \\ . [ ] { } in a name';
  }
  return isCsv && parentOf(path) !== undefined
    ? 'names a path of several steps, but a CSV column is a single name; write \\ before each of \\ . [ ] { } in it' : undefined;
}

function typeFault(isCsv: boolean, type: unknown): string | undefined {
  if (typeof type === 'string') {
    const [, digits, scale] = DECIMAL.exec(type)?.map(Number) ?? [];
    if (SCALARS.includes(type) || (digits <= 38 && scale <= digits) || (!isCsv && JSON_ONLY.includes(type))) {
      return undefined;
    }
  }
  const what = isCsv && JSON_ONLY.includes(type as string) ? 'which a CSV cell cannot be' : 'which is not a type';
  return `is ${shownValue(type)}, ${what}; expected ${(isCsv ? SCALARS : [...SCALARS, ...JSON_ONLY]).join(', ')} or decimal(p,s) with p from 1 to 38 and s from 0 to p`;
}

/** A hint for a path above this one may leave no field at this path. */
function contradiction(path: string, type: unknown, hints: ReadonlyMap<string, unknown>): string | undefined {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    const above = hints.get(at);
    if (above === undefined || above === 'struct') {
      continue;
    }
    if (above !== 'map') {
      return `is ${shownValue(type)}, but ${shownValue(at)} is ${shownValue(above)}, below which there are no fields; leave one of the two hints out`;
    }
    if (!path.startsWith(`${at}{}`)) {
      return `is ${shownValue(type)}, but ${shownValue(at)} is a map, whose values are ${shownValue(`${at}{}`)}; name those, or leave the hint out`;
    }
  }
  return undefined;
}
