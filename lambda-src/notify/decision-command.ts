/**
 * The AWS CLI command by which a person decides a version: the status and the reason, written onto its registry item.
 *
 * Ids and keys of versions hold no character that a shell would take for anything else.
 */
export function decisionCommand(registryTable: string, sourceId: string, version: string, status: 'ACTIVE' | 'DEPRECATED'): string {
  const key = JSON.stringify({ source_id: { S: sourceId }, sk: { S: version } });
  const values = JSON.stringify({ ':s': { S: status }, ':n': { S: 'why, and who decided' } });
  return [
    `aws dynamodb update-item --table-name ${registryTable}`,
    `--key '${key}'`,
    "--update-expression 'SET #s = :s, note = :n' --expression-attribute-names '{\"#s\":\"status\"}'",
    `--expression-attribute-values '${values}'`,
  ].join(' \\\n  ');
}
