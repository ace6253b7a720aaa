import { Token } from 'aws-cdk-lib';
import type { Finding } from './finding';
import { optionsOf, sourceFindings } from './source-findings';
import type { SourceProps } from './source-props';

const SOURCE_ID = /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Checks what all sources of a deployment declare.
 *
 * @param where path of the construct, for the message
 * @throws Error that says what to write instead
 */
export function validateSources(where: string, sources: SourceProps[]): void {
  if (sources.length === 0) {
    throw new Error(`${where}: sources is empty; list at least one, for example { sourceId: 'orders', format: SourceFormat.JSON }`);
  }
  const seen = new Set<string>();
  for (const source of sources) {
    const { sourceId } = source;
    if (Token.isUnresolved(sourceId)) {
      throw new Error(`${where}: a sourceId is a token, known only at deployment; it names constructs and keys: write it as a plain string`);
    }
    if (!SOURCE_ID.test(sourceId)) {
      throw new Error(`${where}: sourceId '${sourceId}' is not valid; it has 2 to 63 lower-case letters, digits and hyphens, `
        + 'begins with a letter and ends with a letter or digit');
    }
    if (seen.has(sourceId)) {
      throw new Error(`${where}: sourceId '${sourceId}' occurs twice; give each source an id of its own`);
    }
    seen.add(sourceId);
    const tokens = tokenFindings(source);
    const findings = tokens.length > 0 ? tokens : sourceFindings(source);
    if (findings.length > 0) {
      throw new Error(`${where}: source '${sourceId}': ${findings.map(sentence).join('; and ')}`);
    }
  }
}

function sentence({ option, path, says }: Finding): string {
  return `${option}${path === undefined ? '' : `['${path}']`} ${says}`;
}

/** Options whose values are known only at deployment, so that no other check can read them. */
function tokenFindings(source: SourceProps): Finding[] {
  return optionsOf(source).filter(([, value]) => holdsToken(value)).map(([option]) => (
    { option, says: 'holds a token, known only at deployment; write it as plain text' }
  ));
}

/** No option has lists or objects within more than this many others. */
const DEEPEST = 5;

/** Whether the value is a token, or a list or an object that holds one. */
function holdsToken(value: unknown, depth = 0): boolean {
  return Token.isUnresolved(value)
    || (typeof value === 'object' && value !== null && depth < DEEPEST && Object.entries(value).flat().some((each) => holdsToken(each, depth + 1)));
}
