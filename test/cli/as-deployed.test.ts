/** The command says of a file what the deployed profiler finds when the file is the first one of its source. */

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from './bundled';
import { parseOptions } from '../../cli/command-line/options';
import { bytesOf, findLocalFile } from '../../cli/profile/local-file';
import { type DeadLettered, outcomeOf } from '../../cli/profile/outcome';
import { reportOf } from '../../cli/profile/report';
import { SOURCE_OPTIONS } from '../../cli/profile/source-options';
import { adviceSentence } from '../../lambda-src/core/advice/search/wording';
import { nameRawFile } from '../../lambda-src/core/raw/raw-key';
import { readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import type { SourceConfig } from '../../src/source-config';
import { Story } from '../support/story';

const CORPUS = join(__dirname, '..', 'corpus');
const manifest: Record<string, { family: 'json' | 'csv' }> = JSON.parse(readFileSync(join(CORPUS, 'manifest.json'), 'utf8'));
const folder = temporaryFolder();

/** What both the command and the profiler know about a file. */
interface Found {
  readonly reason?: string;
  readonly byteOffset?: number;
  readonly record?: number;
  readonly detail?: string;
  readonly advice?: string;
  readonly records?: number;
  readonly badRecords?: number;
  readonly fields?: Record<string, string>;
  /** The reading plan. */
  readonly reading?: unknown;
}

async function byCommand(path: string, args: readonly string[]): Promise<Found> {
  const parsed = parseOptions(args, SOURCE_OPTIONS);
  if (parsed.help) {
    throw new Error('no help was asked for');
  }
  const file = await findLocalFile(path, parsed.values);
  const outcome = await outcomeOf(file, () => bytesOf(file));
  const report = reportOf(outcome);
  if ('fault' in report || 'fault' in outcome) {
    const { choices: _, ...fault } = (report as Extract<typeof report, { fault: object }>).fault;
    return { ...fault, advice: adviceSentence((outcome as DeadLettered).advice) };
  }
  const { records, badRecords, fields } = report;
  return { records, badRecords, fields, reading: readingPlan(outcome.profile) };
}

async function deployed(path: string, source: Omit<SourceConfig, 'sourceId' | 'optionalFields'>): Promise<Found> {
  const story = new Story([{ sourceId: 'orders', optionalFields: [], ...source }]);
  const row = await story.receive(readFileSync(path), nameRawFile('orders', Date.UTC(2026, 10, 24), basename(path)).key);
  if (row.state === 'DEAD_LETTERED') {
    const { byte_offset: byteOffset, record, detail, advice } = row.fault!;
    return { reason: row.reason, byteOffset, record, detail, advice };
  }
  const { records, bad_records: badRecords = 0 } = row;
  const reading = Object.fromEntries(await story.deps().maps.read(row.reading));
  return { records, badRecords, fields: await story.fieldsOf('ACTIVE'), reading };
}

test('a file of the corpus', async () => {
  const names = Object.keys(manifest);
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) {
    const path = join(CORPUS, 'files', name);
    const { family } = manifest[name];
    expect({ name, ...await byCommand(path, ['--format', family]) }).toEqual({ name, ...await deployed(path, { format: family }) });
  }
}, 60_000);

const rows = Buffer.from('Stand: Mai\n007;M\xfcller;1\n8;-;2\n9;x\n10;"a;b";3\nTotal;;6\n', 'latin1');
const rareNames = Array.from({ length: 100 }, (_, i) => `{"m":{"k${i}":${i}},"n":{"k${i}":"x"}}\n`).join('');

test.each<[string, string | Buffer, string[], Omit<SourceConfig, 'sourceId' | 'optionalFields'>]>([
  ['margins.csv', rows,
    ['--encoding', 'latin1', '--preamble-lines', '1', '--footer-lines', '1', '--column-names', 'id,name,n', '--delimiter', ';', '--null-marker', '-', '--max-bad-record-ratio', '0.3'],
    { format: 'csv', csv: { encoding: 'latin1', preambleLines: 1, footerLines: 1, columnNames: ['id', 'name', 'n'], delimiter: ';' }, nullMarkers: ['-'], maxBadRecordRatio: 0.3 }],
  ['filled.csv', 'a,b\n1\n2,3\n4,5,\n', ['--ragged-rows', 'fill', '--type-hint', 'a=string'], { format: 'csv', csv: { raggedRows: 'fill' }, typeHints: { a: 'string' } }],
  ['no-header.csv.gz', gzipSync('a,b\nc,d\n'), ['--header', 'false'], { format: 'csv', csv: { header: false } }],
  ['maps.ndjson', rareNames, ['--type-hint', 'n=struct'], { format: 'json', typeHints: { n: 'struct' } }],
  ['hints.ndjson', '{"at":"2024-01-02","m":{"a":1},"x":1.50}\n{"at":"soon","m":{"b":2},"x":2}\n',
    ['--type-hint', 'at=date', '--type-hint', 'm=map', '--type-hint', 'x=json'], { format: 'json', typeHints: { at: 'date', m: 'map', x: 'json' } }],
  ['envelope.json', '{"R":[{"a":[],"b":1.0}],"at":"x"}', ['--records-at', 'R', '--around-column', 'at', '--always-array', 'b', '--empty-array-as-object', 'a'],
    { format: 'json', recordsAt: 'R', aroundColumns: ['at'], alwaysArray: ['b'], emptyArrayAsObject: ['a'] }],
  ['keyed.json.gz', gzipSync('{"a":{"x":1},"b":{"x":y},"c":{"x":3}}'), ['--records-at', '', '--key-column', 'k', '--max-bad-record-ratio', '0.4'],
    { format: 'json', recordsAt: '', keyColumn: 'k', maxBadRecordRatio: 0.4 }],
  ['sjis.csv', Buffer.from('a,b\n\x93\xfa,1\n\x93', 'latin1'), ['--encoding', 'sjis'], { format: 'csv', csv: { encoding: 'sjis' } }],
  ['bad.ndjson', '{"a":1}\nno\n{"a":"x"}\n', ['--max-bad-record-ratio', '0.4'], { format: 'json', maxBadRecordRatio: 0.4 }],
  ['too-bad.ndjson', '{"a":1}\nno\n{"a":"x"}\n', ['--max-bad-record-ratio', '0.3'], { format: 'json', maxBadRecordRatio: 0.3 }],
])('%s of a source that declares something', async (name, content, args, source) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  expect(await byCommand(path, args)).toEqual(await deployed(path, source));
});
