import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Pipeline } from './pipeline';

/** The part of a version item in the schema registry that an operator reads. */
export interface Version {
  readonly sk: string;
  readonly status: 'ACTIVE' | 'DEPRECATED' | 'BREAKING';
  readonly compatibility: string;
  readonly field_diff: { readonly added: string[]; readonly removed: string[] };
  readonly sample_key: string;
  readonly promoted_at?: string;
  readonly resolution?: { readonly verdict: string; readonly note?: string };
}

/** Every version of a source, oldest first. */
export async function versions(pipeline: Pipeline, sourceId: string): Promise<Version[]> {
  const { Items = [] } = await pipeline.documents.send(new QueryCommand({
    TableName: pipeline.state.registryTable,
    KeyConditionExpression: 'source_id = :source AND begins_with(sk, :version)',
    ExpressionAttributeValues: { ':source': sourceId, ':version': 'version#' },
    ConsistentRead: true,
  }));
  return Items as Version[];
}

/** One version of a source. */
export async function version(pipeline: Pipeline, sourceId: string, sk: string): Promise<Version> {
  const { Item } = await pipeline.documents.send(new GetCommand({
    TableName: pipeline.state.registryTable,
    Key: { source_id: sourceId, sk },
    ConsistentRead: true,
  }));
  return Item as Version;
}

/** Sets the status of a version and writes a note, as an operator does in the DynamoDB console (ADR-007). */
export async function editStatus(pipeline: Pipeline, sourceId: string, sk: string, status: Version['status'], note: string): Promise<void> {
  await pipeline.documents.send(new UpdateCommand({
    TableName: pipeline.state.registryTable,
    Key: { source_id: sourceId, sk },
    UpdateExpression: 'SET #status = :status, #note = :note',
    ConditionExpression: 'attribute_exists(sk)',
    ExpressionAttributeNames: { '#status': 'status', '#note': 'note' },
    ExpressionAttributeValues: { ':status': status, ':note': note },
  }));
}
