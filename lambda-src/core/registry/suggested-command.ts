import type { Head } from './head';
import type { VersionKey } from './version-key';
import { TableKey } from '../../../src/contract';

/** The command by which a person decides, ready to be pasted. The person replaces the text in angle brackets. */
export function decisionCommand(table: string, sourceId: string, version: VersionKey, status: 'ACTIVE' | 'DEPRECATED', text: 'note' | 'plan'): string {
  const key = { [TableKey.PARTITION]: { S: sourceId }, [TableKey.SORT]: { S: version } };
  const values = { ':s': { S: status }, ':t': { S: `<${text}>` } };
  return `aws dynamodb update-item --table-name ${table} --key '${JSON.stringify(key)}' `
    + `--update-expression 'SET #s = :s, #t = :t' --expression-attribute-names '${JSON.stringify({ '#s': 'status', '#t': text })}' `
    + `--expression-attribute-values '${JSON.stringify(values)}'`;
}

/** The command for what a person whose edit was set back most likely meant. */
export function suggestedCommand(table: string, sourceId: string, head: Head, edited: VersionKey): string {
  const target = head.open.includes(edited) ? edited : head.open[0];
  return target === undefined
    ? 'None: no drift of this source is open, so there is nothing to decide.'
    : decisionCommand(table, sourceId, target, 'ACTIVE', 'note');
}
