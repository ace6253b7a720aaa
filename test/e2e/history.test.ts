import { deployed, promoteAll } from './support/cloud';
import { query } from '../../demo/client/athena';
import { send } from '../../demo/client/ingest';
import { type FileRow, fileRow, profiled } from '../../demo/client/ledger';
import { editStatus, version, versions } from '../../demo/client/registry';
import { waitFor } from '../../demo/client/wait';

/** Sends a file, waits until it is profiled, and returns its ledger row. */
async function deliver(sourceId: string, filename: string, contentType: string, text: string): Promise<FileRow> {
  const { ingestId } = await send(deployed(), { sourceId, filename, contentType, body: Buffer.from(text) });
  return profiled(deployed(), sourceId, ingestId);
}

function json(sourceId: string, filename: string, ...records: object[]): Promise<FileRow> {
  return deliver(sourceId, filename, 'application/json', JSON.stringify(records));
}

function csv(sourceId: string, filename: string, text: string): Promise<FileRow> {
  return deliver(sourceId, filename, 'text/csv', text);
}

/** Decides about a version by hand, waits until the decision is carried out, and returns the verdict. */
async function decide(sourceId: string, sk: string, status: 'ACTIVE' | 'DEPRECATED', note: string): Promise<string> {
  await editStatus(deployed(), sourceId, sk, status, note);
  return waitFor(`the decision about ${sk} of ${sourceId}`, async () => (await version(deployed(), sourceId, sk)).resolution?.verdict);
}

async function select(sql: string): Promise<(string | null)[][]> {
  return (await query(deployed(), sql)).map((row) => Object.values(row));
}

/** The current state of a file. */
async function stateOf(sourceId: string, row: FileRow): Promise<string | undefined> {
  return (await fileRow(deployed(), sourceId, row.ingest_id))?.state;
}

let withoutSize: FileRow;
let withSize: FileRow;
let withoutUnit: FileRow;
let withMore: FileRow;

beforeAll(async () => {
  await json('removed-field', 'promoted.json', { id: 1, colour: 'red' });
  await csv('rejected-drift', 'promoted.csv', 'id,size\n1,10\n');
  await json('open-drift', 'promoted.json', { id: 1, unit: 'kg' });
  await promoteAll();

  await json('removed-field', 'pending.json', { id: 2, colour: 'green' });
  const withoutColour = await json('removed-field', 'without-colour.json', { id: 3 });
  expect(await decide('removed-field', withoutColour.registry_version!, 'ACTIVE', 'Colour is no longer recorded.')).toBe('approved');

  withoutSize = await csv('rejected-drift', 'without-size.csv', 'id\n2\n');
  withSize = await csv('rejected-drift', 'with-size.csv', 'id,size\n3,30\n');
  expect(await decide('rejected-drift', withoutSize.registry_version!, 'DEPRECATED', 'An export with a broken template.')).toBe('rejected');

  withoutUnit = await json('open-drift', 'without-unit.json', { id: 2 });
  withMore = await json('open-drift', 'with-more.json', { id: 3, unit: 'kg', weight: 5 });
  await promoteAll();
});

describe('a field removed with approval', () => {
  test('keeps its values in rows that were promoted before, and in a file that was pending when the field was removed', async () => {
    expect(await select('SELECT id, colour FROM removed_field ORDER BY id')).toEqual([['1', 'red'], ['2', 'green'], ['3', null]]);
  });
});

describe('a drift rejected by setting its BREAKING version to DEPRECATED', () => {
  test('keeps exactly the files of that version out', async () => {
    expect(await select('SELECT id, size FROM rejected_drift ORDER BY id')).toEqual([['1', '10'], ['3', '30']]);
    expect(await stateOf('rejected-drift', withoutSize)).toBe('REJECTED');
  });

  test('does not block its source afterwards', async () => {
    expect(await stateOf('rejected-drift', withSize)).toBe('PROMOTED');
  });
});

describe('an additive file that arrives while a drift of its source is open', () => {
  test('is not taken for a decision, although it sets the version before it to DEPRECATED', async () => {
    const [first, drifted, additive] = await versions(deployed(), 'open-drift');
    expect([first, drifted, additive].map((item) => item?.status)).toEqual(['DEPRECATED', 'BREAKING', 'ACTIVE']);
    expect([first, drifted, additive].map((item) => item?.resolution)).toEqual([undefined, undefined, undefined]);
  });

  test('waits with its source until a person decides', async () => {
    expect(await select('SELECT id FROM open_drift')).toEqual([['1']]);
    expect(await stateOf('open-drift', withoutUnit)).toBe('PENDING');
    expect(await stateOf('open-drift', withMore)).toBe('PENDING');
  });
});
