import type { Construct } from 'constructs';
import { isObject } from './finding';

const EXAMPLE = "{ sourceId: 'orders', format: SourceFormat.JSON }";

/**
 * Checks that there are sources, each with an id. The TypeScript compiler checks this for others, but a program in plain JavaScript
 * can leave out or pass anything. What a source declares is checked by `source-findings.ts`.
 *
 * @param props the props of a deployment, as they came
 * @throws Error that says what was found, what was expected, and what to write
 */
export function requireSources(scope: Construct, props: unknown): void {
  const where = scope.node.path;
  const sources = isObject(props) ? props.sources : undefined;
  if (sources === undefined || sources === null) {
    throw new Error(`${where}: sources is missing; list at least one, for example sources: [${EXAMPLE}]`);
  }
  if (!Array.isArray(sources)) {
    throw new Error(`${where}: sources is ${described(sources)}; expected an array, for example [${EXAMPLE}]`);
  }
  // Not forEach, which passes over holes.
  for (const [index, source] of sources.entries()) {
    requireSource(`${where}: sources[${index}]`, source);
  }
}

function requireSource(where: string, source: unknown): void {
  if (!isObject(source)) {
    throw new Error(`${where} is ${described(source)}; expected an object, for example ${EXAMPLE}`);
  }
  if (typeof source.sourceId !== 'string') {
    throw new Error(`${where}.sourceId is ${described(source.sourceId)}; expected a string, for example 'orders'`);
  }
}

function described(value: unknown): string {
  switch (typeof value) {
    case 'undefined': return 'missing';
    case 'string': return `the string ${JSON.stringify(value)}`;
    case 'object': return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object';
    default: return `a ${typeof value}`;
  }
}
