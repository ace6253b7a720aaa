import { awscdk, javascript, type Task } from 'projen';

/** The Lambda handlers, one folder each under `lambda-src/functions/`; bundled at package time, so a consumer needs no esbuild. */
const HANDLERS = ['ingest', 'profile', 'decide', 'notify', 'launch', 'sweep'];

/** Folders with TypeScript of their own beside `src/` and `test/`; each is type-checked by its own tsconfig. */
const TYPESCRIPT_FOLDERS = ['lambda-src', 'cli', 'local', 'examples', 'demo'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'schema-on-read-ingestion',
  description: 'AWS CDK construct: JSON and CSV over HTTPS, schema registry and drift alerts, exactly-once Parquet for Athena',
  author: 'Schema-on-Read Ingestion maintainers',
  authorAddress: 'maintainers@schema-on-read-ingestion.example',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/schema-on-read-ingestion/schema-on-read-ingestion.git',
  license: 'Apache-2.0',
  copyrightOwner: 'Schema-on-Read Ingestion maintainers',
  keywords: ['aws', 'cdk', 'data-lake', 'schema-on-read', 'schema-registry', 'schema-drift', 'parquet', 'athena', 'emr'],
  defaultReleaseBranch: 'main',
  release: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.19.0',
  cdkVersion: '2.258.0',
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  experimentalIntegRunner: false,
  typecheckTests: true,
  sampleCode: false,
  npmignoreEnabled: false,
  docgen: true,
  publishToPypi: { distName: 'schema-on-read-ingestion', module: 'schema_on_read_ingestion' },
  publishToMaven: {
    javaPackage: 'io.github.schemaonreadingestion',
    mavenGroupId: 'io.github.schemaonreadingestion',
    mavenArtifactId: 'schema-on-read-ingestion',
  },
  publishToNuget: { dotNetNamespace: 'SchemaOnReadIngestion', packageId: 'SchemaOnReadIngestion' },
  publishToGo: { moduleName: 'github.com/schema-on-read-ingestion/schema-on-read-ingestion-go' },
  // The project is developed against the newest aws-cdk-lib; `cdkVersion` above is the minimum that consumers need.
  peerDependencyOptions: { pinnedDevDependency: false },
  bin: { 'schema-registry': 'assets/cli/main/schema-registry.js' },
  devDeps: [
    // The newest aws-cdk-lib: everything is tested against it. The peer range states the minimum.
    'aws-cdk-lib@2.276.0',
    'constructs@10.8.1',
    // 3.0.0, the registry's `latest`, is an old misfit that cannot read a current cloud assembly.
    'aws-cdk@2.1148.1',
    'cdk-nag@3.0.2',
    // The Lambda runtime's Node: projen tasks and npm scripts find it first on PATH.
    'node@24.21.0',
    '@aws-sdk/client-athena@3.1164.0',
    '@aws-sdk/client-cloudformation@3.1169.0',
    '@aws-sdk/client-cloudwatch@3.1164.0',
    '@aws-sdk/client-cloudwatch-logs@3.1169.0',
    '@aws-sdk/client-dynamodb@3.1164.0',
    '@aws-sdk/client-emr@3.1089.0',
    '@aws-sdk/client-eventbridge@3.1169.0',
    '@aws-sdk/client-glue@3.1169.0',
    '@aws-sdk/client-iam@3.1169.0',
    '@aws-sdk/client-lambda@3.1164.0',
    '@aws-sdk/client-s3@3.1173.0',
    '@aws-sdk/client-secrets-manager@3.1164.0',
    '@aws-sdk/client-sns@3.1169.0',
    '@aws-sdk/client-sqs@3.1169.0',
    '@aws-sdk/client-ssm@3.1169.0',
    '@aws-sdk/client-sts@3.1173.0',
    '@aws-sdk/lib-dynamodb@3.1162.0',
    // The engine that inference is compared with, in tests and in the benchmark.
    '@duckdb/node-api@1.5.5-r.5',
    // Not the newest: not every registry has its binaries for all platforms, and `npm ci` needs all of them.
    '@swc/core@1.16.18',
    '@swc/jest@0.2.39',
    '@types/aws-lambda',
    '@types/cli-progress',
    '@types/papaparse',
    // Spells the letters of other scripts in the names of columns. Its Python package in spark-assets/wheels.txt has the same tables.
    'any-ascii@0.3.3',
    'assemblyscript@0.28.20',
    'cli-progress@3.12.0',
    // Runs the steps of `npm test` two at a time.
    'concurrently@9.2.1',
    // Keeps imports going down the floors, and out of circles.
    'dependency-cruiser@17.4.3',
    'fast-check@4.10.2',
    // Writes the Parquet file of `schema-registry profile --parquet`.
    'hyparquet-writer@0.17.0',
    'papaparse@5.7.1',
    // The in-memory tables of the tests stay fast with half a million rows.
    'sorted-btree@2.1.0',
    'tsx',
    'ulid@3.0.2',
    'vega-datasets@3.2.1',
  ],
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false,
      // By default jest leaves a core free. On a small machine that is half of the machine.
      maxWorkers: '100%',
      // Test files leave memory behind in their worker. A worker of a gigabyte takes longer to end than jest waits for it.
      workerIdleMemoryLimit: '300MB',
      // Property tests of thousands of cases take seconds, and more on a busy machine.
      testTimeout: 120_000,
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/package/', '<rootDir>/test/bench/'],
      modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/local/.venv'],
    },
  },
  eslintOptions: {
    dirs: ['src', ...TYPESCRIPT_FOLDERS],
    devdirs: ['test'],
  },
  gitignore: [
    'cdk.out/',
    'cdk.context.json',
    '/local/.state.json',
    '/local/.run/',
    '/spark-assets/wheels/',
    '__pycache__/',
    '.pytest_cache/',
    '.hypothesis/',
    '.venv/',
    '.jsii.tabl.json',
  ],
});

// unrs-resolver 1.13 breaks `npm ci` (its platform bindings are missing from the lock file).
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.addFields({
  files: ['lib', 'assets', 'spark-assets', '!**/__pycache__', '!**/.mypy_cache', '.jsii', 'API.md'],
  allowScripts: { 'esbuild': true, 'unrs-resolver': true, 'node': true, '@swc/core': true, '@parcel/watcher': false },
});

// swc transforms the tests several times faster than ts-jest; types are checked by the tsc steps below.
const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }];
// any-ascii has modules of ECMAScript only, which the tests cannot require as they are.
project.jest!.config.transform = { '^.+\\.tsx?$': swc, '/node_modules/any-ascii/.+\\.js$': swc };
project.jest!.config.transformIgnorePatterns = ['/node_modules/(?!any-ascii/)'];
project.deps.removeDependency('ts-jest');

for (const handler of HANDLERS) {
  project.bundler.addBundle(`lambda-src/functions/${handler}/index.ts`, {
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    externals: ['@aws-sdk/*'],
    sourcemap: false,
    watchTask: false,
  });
}

project.bundler.addBundle('cli/main.ts', {
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  outfile: 'schema-registry.js',
  executable: true,
  banner: '#!/usr/bin/env node',
  watchTask: false,
});

for (const folder of TYPESCRIPT_FOLDERS) {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    include: ['**/*.ts'],
    // The scanners are AssemblyScript: another compiler, another tsconfig.
    exclude: ['node_modules', 'cdk.out', 'core/scanner'],
    compilerOptions: { noEmit: true, rootDir: '..', stripInternal: true, isolatedModules: true },
  }).addExtends(project.tsconfig!);
  project.eslint!.allowDevDeps(`**/${folder}/**`);
}
project.eslint!.addIgnorePattern('lambda-src/core/scanner/');
project.eslint!.addRules({
  'curly': ['error', 'all'],
  '@stylistic/brace-style': ['error', '1tbs', { allowSingleLine: false }],
  '@stylistic/block-spacing': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  'import/enforce-node-protocol-usage': ['error', 'always'],
});

// The Spark job runs where there is no internet: its wheels travel in the package.
const wheels = project.addTask('spark-wheels', {
  description: 'Fetch the pinned Python wheels that ship with the Spark job',
  exec: 'python3 spark-assets/fetch_wheels.py',
});
project.bundler.bundleTask.spawn(wheels);

const typecheck = project.addTask('typecheck', {
  description: 'Type-check the TypeScript folders that jsii does not compile',
  steps: [...TYPESCRIPT_FOLDERS, 'test', 'projenrc'].map((folder) => ({ exec: `tsc --noEmit -p ${folder}` })),
});
const testPython = project.addTask('test:python', {
  description: 'Unit tests of the Spark job, and a sample of its faults',
  exec: 'tsx local/python.ts -m pytest -q test/spark test/faults',
});
const testTrino = project.addTask('test:trino', {
  description: 'Reads what the Spark job wrote with Trino, the engine of Athena (fetched on first use)',
  exec: 'tsx local/python.ts -m pytest -q test/trino',
  receiveArgs: true,
});
const protocolMutants = project.addTask('test:mutants:protocol', {
  description: 'Whether the unit tests notice if a rule of the store, of the domain below it, or of the profiler is taken away',
  exec: 'tsx test/mutants/run-protocol.ts',
  receiveArgs: true,
});
const testFaults = project.addTask('test:faults', {
  description: 'The protocols under every crash, in thousands of schedules, and without each of their rules',
});
testFaults.exec('SCHEDULE_SEEDS=3000 jest --ci test/profile/schedules');
testFaults.exec('WHOLE_FAULTS=1 tsx local/python.ts -m pytest -q -s test/faults');
testFaults.exec('tsx local/python.ts test/faults/run_mutants.py');
testFaults.spawn(protocolMutants);
const testEndToEnd = project.addTask('test:e2e', {
  description: 'The deployed stack on the local cloud, driven from outside',
  exec: 'jest --config jest.e2e.config.json --runInBand',
  receiveArgs: true,
});

const testPackage = project.addTask('test:package', {
  description: 'The published package: compiled by jsii, packed, installed and synthesized as a consumer does',
});
testPackage.spawn(project.compileTask);
testPackage.exec('jest --config jest.package.config.json', { receiveArgs: true });

const smoke = project.addTask('test:smoke', {
  description: 'Deploys to a real AWS account, posts, promotes, queries, destroys: costs money; `-- --local` plays it on the local cloud',
});
smoke.spawn(project.bundler.bundleTask);
smoke.exec('tsx test/smoke/main.ts', { receiveArgs: true });

const scanners = project.addTask('scanners', {
  description: 'Compile the scanners and embed them; --check only compares',
  exec: 'node lambda-src/core/scanner/build.mjs',
  receiveArgs: true,
});
const contract = project.addTask('contract', {
  description: 'Write src/contract.ts as Python for the Spark job; --check only compares',
  exec: 'tsx projenrc/write-contract.ts',
  receiveArgs: true,
});
const mutants = project.addTask('test:mutants', {
  description: 'Whether the fuzz tests catch each seeded bug of the scanners',
  exec: 'tsx test/scanner/run-mutants.ts',
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Benchmarks against named competitors: `npm run bench -- profile`',
  exec: 'tsx test/bench/main.ts',
  receiveArgs: true,
});
const testAll = project.addTask('test:all', { description: '`npm test`, and what takes longer' });
testAll.spawn(project.testTask);
testAll.exec('FUZZ_CASES=200000 jest --ci test/scanner/fuzz test/filling/fuzz');
testAll.exec('WHOLE_CORPUS=1 FUZZ_FILES=20000 tsx local/python.ts -m pytest -q test/spark/test_accepted_files.py test/spark/test_fuzz.py');
testAll.spawn(mutants);
testAll.spawn(testTrino);
testAll.spawn(testFaults);

const checks = project.addTask('test:static', { description: 'Checks without running the code: generated files are up to date, types, lint, imports' });
checks.spawn(scanners, { args: ['--check'] });
checks.spawn(contract, { args: ['--check'] });
checks.spawn(typecheck);
checks.spawn(project.eslint!.eslintTask);
checks.exec('depcruise --config .dependency-cruiser.cjs src lambda-src cli');

/**
 * Runs tasks at the same time, because each of them leaves a core idle. Their outputs come one after the other. If one task fails,
 * the others still run to their end, and then the command fails.
 */
function sideBySide(...tasks: Task[]): string {
  return `concurrently --group --prefix none ${tasks.map(({ name }) => `"projen ${name}"`).join(' ')}`;
}

const testUnit = project.addTask('test:unit', {
  description: 'Only the unit tests (needs `npx projen bundle` once)',
  exec: 'jest --ci',
  receiveArgs: true,
});
project.testTask.reset();
project.testTask.spawn(project.bundler.bundleTask);
project.testTask.exec(sideBySide(checks, testPackage));
project.testTask.spawn(testUnit);
project.testTask.exec(sideBySide(testPython, testEndToEnd));

// No task: a task runner's shell would split the command of `--app` into words.
project.setScript('local', 'tsx local/main.ts');
const demo = project.addTask('demo', { description: 'Deploy the reference deployment locally and play a story with real data' });
demo.spawn(project.bundler.bundleTask);
demo.exec('tsx demo/main.ts', { receiveArgs: true });

// Tasks write these files, and `test:static` compares them with their sources.
project.gitattributes.addAttributes('/lambda-src/core/formats/scanning/scanner-module.ts', 'linguist-generated');
project.gitattributes.addAttributes('/cli/filling/filling-module.ts', 'linguist-generated');
project.gitattributes.addAttributes('/spark-assets/package/**/*.wasm', 'binary', 'linguist-generated');
project.gitattributes.addAttributes('/spark-assets/package/promotion/contract.py', 'linguist-generated');

// Bytes that no one may normalise.
project.gitattributes.addAttributes('/test/cases/files/**', '-text');
project.gitattributes.addAttributes('/test/corpus/files/**', '-text');

project.synth();
