import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { deployed, promoteAll } from './support/cloud';
import { gunzipped, keysUnder } from './support/raw-bucket';
import { query } from '../../demo/client/athena';
import { send } from '../../demo/client/ingest';
import { type FileRow, profiled } from '../../demo/client/ledger';
import { versions } from '../../demo/client/registry';
import { clientConfig } from '../../local/clients';
import { Prefix } from '../../src/contract';

const SOURCE = 'replayed';

async function deliver(text: string): Promise<FileRow> {
  const { ingestId } = await send(deployed(), { sourceId: SOURCE, filename: 'sizes.ndjson', contentType: 'application/x-ndjson', body: Buffer.from(text) });
  return profiled(deployed(), SOURCE, ingestId);
}

/** Invokes the sweep's function as an operator does, and returns its answer. */
async function replay(): Promise<unknown> {
  const { state } = deployed();
  const { Payload } = await new LambdaClient(clientConfig(state)).send(new InvokeCommand({
    FunctionName: state.resources['Sweep/Function'],
    Payload: JSON.stringify({ replay: { source_id: SOURCE } }),
  }));
  return JSON.parse(Buffer.from(Payload!).toString());
}

test('a record that does not fit stays out of the table until it fits and a person asks for a replay', async () => {
  const file = await deliver('{"id":1}\n{"id":2,"size":"large"}\n{"id":3}\n');
  expect([file.state, file.records, file.bad_records]).toEqual(['PENDING', 2, 1]);
  const [kept, ...others] = await keysUnder(`${Prefix.QUARANTINE}source=${SOURCE}/`);
  expect(others).toEqual([]);
  expect(JSON.parse(await gunzipped(kept!))).toMatchObject({ number: 2, reason: 'misfit', path: 'size', raw: '{"id":2,"size":"large"}' });
  expect(await replay()).toEqual({ files: 0, records: 0, not_promoted: 1, is_more: false });
  await promoteAll();

  // No record of this file conforms to the hint, so the whole file shows that the field is a text.
  await deliver('{"id":4,"size":"small"}\n');
  expect((await versions(deployed(), SOURCE)).map(({ status }) => status)).toEqual(['DEPRECATED', 'ACTIVE']);
  expect(await replay()).toEqual({ files: 1, records: 1, not_promoted: 0, is_more: false });
  expect(await replay()).toEqual({ files: 0, records: 0, not_promoted: 0, is_more: false });
  await promoteAll();
  const rows = await query(deployed(), `SELECT id, size FROM ${SOURCE} ORDER BY id`);
  expect(rows.map(({ id, size }) => [id, size])).toEqual([['1', null], ['2', 'large'], ['3', null], ['4', 'small']]);
});
