import { Token } from 'aws-cdk-lib';
import type { SourceProps } from './source-props';
import { expectedHintTypes, isHintType, isJsonOnly } from './source-rules';

/** Segments joined by `.`, each an escaped name or `\e` (the empty name), followed by any number of `[]` and `{}`. */
const FIELD_PATH = /^(?:(?:[^\\.[\]{}]|\\[\\.[\]{}])+|\\e)(?:\[\]|\{\})*(?:\.(?:(?:[^\\.[\]{}]|\\[\\.[\]{}])+|\\e)(?:\[\]|\{\})*)*$/;

/** Whether the text is a path that is known at synth. */
export function isFieldPath(text: string): boolean {
  return !Token.isUnresolved(text) && FIELD_PATH.test(text);
}

/** What is wrong with a source's type hints, each as a sentence without its subject, the source. */
export function typeHintFindings({ format, typeHints = {} }: SourceProps): string[] {
  const isCsv = format === 'csv';
  return Object.entries(typeHints).flatMap(([path, type]) => {
    const hint = `has the type hint '${path}': '${type}'`;
    if (!isFieldPath(path)) {
      return [`${hint}, whose path is none; expected one like customer.phone, items[].price or labels{}, with \\ before each of \\ . [ ] { } in a name`];
    }
    if (isCsv && !isColumn(path)) {
      return [`${hint}, but a CSV column is a single name; write \\ before each of \\ . [ ] { } in it`];
    }
    if (isCsv && isJsonOnly(type)) {
      return [`${hint}, but a CSV cell is never ${type}; expected ${expectedHintTypes(isCsv)}`];
    }
    if (!isHintType(type)) {
      return [`${hint}, which is no type; expected ${expectedHintTypes(isCsv)}`];
    }
    return contradictions(path, hint, typeHints);
  });
}

function isColumn(path: string): boolean {
  return !/[.[{]/.test(path.replace(/\\./g, ''));
}

/** A hint above the path that leaves nothing at it. */
function contradictions(path: string, hint: string, typeHints: Record<string, string>): string[] {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    const above = typeHints[at];
    if (above === undefined || above === 'struct') {
      continue;
    }
    if (above !== 'map') {
      return [`${hint}, but also '${at}': '${above}', below which there are no fields`];
    }
    if (!path.startsWith(`${at}{}`)) {
      return [`${hint}, but '${at}' is a map, whose values are '${at}{}'; name those, or leave the hint out`];
    }
  }
  return [];
}

/** The path one step up; undefined at a top-level field. */
function parentOf(path: string): string | undefined {
  let last = -1;
  for (let i = 0; i < path.length; i++) {
    if (path[i] === '\\') {
      i++;
    } else if ('.[{'.includes(path[i])) {
      last = i;
    }
  }
  return last === -1 ? undefined : path.slice(0, last);
}
