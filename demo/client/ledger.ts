import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DeployedPipeline } from './pipeline';
import { waitFor } from './wait';

/** The part of a file's row in the ledger that an operator reads. */
export interface FileRow {
  readonly ingest_id: string;
  readonly key: string;
  readonly state: 'PENDING' | 'HELD' | 'PROMOTED' | 'REJECTED' | 'DEAD_LETTERED';
  readonly reason?: string;
  readonly records: number;
  readonly bad_records?: number;
  /** What promotion reads in place of the raw object. */
  readonly copy?: { readonly key: string };
  readonly dialect?: { readonly format: string };
  readonly registry_version?: string;
}

/** The file's row; undefined while the file has not been profiled. */
export async function fileRow(pipeline: DeployedPipeline, sourceId: string, ingestId: string): Promise<FileRow | undefined> {
  const { Item } = await pipeline.documents.send(new GetCommand({
    TableName: pipeline.state.ledgerTable,
    Key: { source_id: sourceId, sk: `file#${ingestId}` },
    ConsistentRead: true,
  }));
  return Item as FileRow | undefined;
}

/** Waits until the file has been profiled, and returns its row. */
export function profiled(pipeline: DeployedPipeline, sourceId: string, ingestId: string): Promise<FileRow> {
  return waitFor(`the profile of file ${ingestId} of ${sourceId}`, () => fileRow(pipeline, sourceId, ingestId));
}

/**
 * The columns of a source's fields, as promotion has recorded them.
 *
 * @returns {path: column name}; empty before the source's first promotion
 */
export async function columns(pipeline: DeployedPipeline, sourceId: string): Promise<Record<string, string>> {
  const { Item } = await pipeline.documents.send(new GetCommand({
    TableName: pipeline.state.ledgerTable,
    Key: { source_id: sourceId, sk: 'columns' },
    ConsistentRead: true,
  }));
  return (Item?.map ?? {}) as Record<string, string>;
}
