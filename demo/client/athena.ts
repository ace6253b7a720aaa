import { GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import type { DeployedPipeline } from './pipeline';
import { waitFor } from './wait';

/** One row of a result: text by column name, as Athena returns it, or null for a missing value. */
export type ResultRow = Record<string, string | null>;

/**
 * Runs a query through the Athena API, in the pipeline's own workgroup.
 *
 * @returns every row of the result
 * @throws Error with Athena's reason if the query does not succeed
 */
export async function query(pipeline: DeployedPipeline, sql: string): Promise<ResultRow[]> {
  const { database, workgroup } = pipeline.state;
  const { QueryExecutionId } = await pipeline.athena.send(new StartQueryExecutionCommand({
    QueryString: sql,
    QueryExecutionContext: { Database: database },
    WorkGroup: workgroup,
  }));
  await waitFor(`the query ${sql}`, async () => {
    const { QueryExecution } = await pipeline.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution!.Status!;
    if (State === 'FAILED' || State === 'CANCELLED') {
      throw new Error(`Athena ended the query ${sql} with ${State}: ${StateChangeReason}`);
    }
    return State === 'SUCCEEDED' || undefined;
  });
  return results(pipeline, QueryExecutionId!);
}

async function results(pipeline: DeployedPipeline, QueryExecutionId: string): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  let names: string[] | undefined;
  let NextToken: string | undefined;
  do {
    const page = await pipeline.athena.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
    const data = (page.ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((cell) => cell.VarCharValue ?? null));
    // The first row of the first page holds the column names.
    names ??= data.shift()!.map(String);
    rows.push(...data.map((cells) => Object.fromEntries(names!.map((name, index) => [name, cells[index] ?? null]))));
    NextToken = page.NextToken;
  } while (NextToken);
  return rows;
}
