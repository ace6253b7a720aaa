import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };

/** The five lines of the README, as a consumer without TypeScript writes them. */
const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { SchemaOnReadIngestion, SourceFormat } = require('schema-on-read-ingestion');
const app = new App({ outdir: 'cdk.out' });
new SchemaOnReadIngestion(new Stack(app, 'Data'), 'Ingestion', {
  sources: [{ sourceId: 'orders', format: SourceFormat.JSON }],
});
app.synth();
`;

/** The Spark job's native wheels are most of the package. Every consumer downloads them, whether or not their apps promote. */
const MAX_PACKED_BYTES = 60e6;

let folder: string;
let packed: string[];
let packedBytes: number;

beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'consumer-'));
  const [{ filename, files, size }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2,
  })) as { filename: string; files: { path: string }[]; size: number }[];
  packed = files.map(({ path }) => path);
  packedBytes = size;
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  writeFileSync(join(folder, 'app.js'), APP);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, filename),
    `aws-cdk-lib@${devDependencies['aws-cdk-lib']}`, 'constructs@10'], { cwd: folder, stdio: 'pipe' });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package has what a consumer of any language needs, and no sources or tests', () => {
  expect(packed).toEqual(expect.arrayContaining([
    '.jsii', 'API.md', 'README.md', 'LICENSE', 'lib/index.js', 'lib/index.d.ts', 'spark-assets/bootstrap.sh', 'spark-assets/package/promote.py',
    ...['ingest', 'profile', 'decide', 'notify', 'launch', 'sweep'].map((handler) => `assets/lambda-src/functions/${handler}/index/index.js`),
  ]));
  for (const wheel of ['anyascii', 'boto3', 'wasmtime', 'arro3_core', 'arro3_io']) {
    expect(packed.filter((path) => path.startsWith(`spark-assets/wheels/${wheel}-`) && path.endsWith('.whl'))).toHaveLength(1);
  }
  expect(packed.filter((path) => /^(src|lambda-src|test|local|demo)\/|__pycache__|\.hypothesis/.test(path))).toEqual([]);
});

test('the package has at most 60 MB', () => {
  console.log(`The package has ${(packedBytes / 1e6).toFixed(1)} MB.`);
  expect(packedBytes).toBeLessThanOrEqual(MAX_PACKED_BYTES);
});

test('a five-line app synthesizes with nothing but Node: no shell tools, no Docker, no network', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  const closed = 'http://127.0.0.1:9';
  execFileSync(join(bin, 'node'), ['app.js'], {
    cwd: folder,
    env: { PATH: bin, HOME: folder, HTTP_PROXY: closed, HTTPS_PROXY: closed, http_proxy: closed, https_proxy: closed, ALL_PROXY: closed },
    stdio: 'pipe',
  });
  const template = JSON.parse(readFileSync(join(folder, 'cdk.out', 'Data.template.json'), 'utf8')) as { Resources: Record<string, { Type: string }> };
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  for (const type of ['AWS::ApiGateway::RestApi', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::SQS::Queue',
    'AWS::SNS::Topic', 'AWS::EC2::VPC', 'AWS::Glue::Database', 'AWS::Athena::WorkGroup', 'AWS::CloudWatch::Alarm']) {
    expect(types).toContain(type);
  }
  expect(readdirSync(join(folder, 'cdk.out')).filter((name) => name.startsWith('asset.')).length).toBeGreaterThanOrEqual(8);
}, 120_000);

test('an app in plain JavaScript that leaves out sources is told what to write', () => {
  writeFileSync(join(folder, 'without-sources.js'), APP.replace(/\n *sources: .*/, ''));
  const { status, stderr } = spawnSync(process.execPath, ['without-sources.js'], { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain("Error: Data/Ingestion: sources is missing; list at least one, for example sources: [{ sourceId: 'orders', format: SourceFormat.JSON }]");
}, 120_000);
