import { Token } from 'aws-cdk-lib';
import type { Finding, SourceOption } from './finding';
import { sourceFindings } from './source-findings';
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
  for (const { sourceId, ...declared } of sources) {
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
    const tokens = tokenFindings(declared);
    const findings = tokens.length > 0 ? tokens : sourceFindings(declared);
    if (findings.length > 0) {
      throw new Error(`${where}: source '${sourceId}': ${findings.map(sentence).join('; and ')}`);
    }
  }
}

function sentence({ option, path, says }: Finding): string {
  return `${option}${path === undefined ? '' : `['${path}']`} ${says}`;
}

/** Options whose values are known only at deployment, so that no other check can read them. */
function tokenFindings({ csv = {}, ...declared }: Omit<SourceProps, 'sourceId'>): Finding[] {
  const options = [...Object.entries(declared), ...Object.entries(csv).map(([option, value]) => [`csv.${option}`, value] as const)];
  return options.filter(([, value]) => holdsToken(value)).map(([option]) => (
    { option: option as SourceOption, says: 'holds a token, known only at deployment; write it as plain text' }
  ));
}

function holdsToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) {
    return true;
  }
  return typeof value === 'object' && value !== null && Object.entries(value).flat().some(holdsToken);
}
