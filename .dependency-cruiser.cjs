/**
 * Which folder may import from which; `npm run test:static` fails on anything else. A circle of types is a circle, too.
 *
 * `lambda-src/` has three floors, from the lowest: `core/`, `store/`, `functions/`. All of them, and the command line, may import those
 * files of `src/` that import no CDK.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-files',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(lambda-src|cli)/' },
      to: { circular: true },
    },
    {
      name: 'folder-knows-none-within',
      comment: 'What the folders within it share stands in a folder; what puts them together stands above it.',
      severity: 'error',
      from: { path: '^lambda-src/(.+)/[^/]+$' },
      to: { path: '^lambda-src/$1/[^/]+/' },
    },
    {
      name: 'core-is-the-lowest-floor',
      severity: 'error',
      from: { path: '^lambda-src/core/' },
      to: { path: '^lambda-src/(store|functions)/' },
    },
    {
      name: 'core-is-pure',
      comment: 'It knows no AWS service: bytes, rows and times come as arguments.',
      severity: 'error',
      from: { path: '^lambda-src/core/', pathNot: '/scanner/build\\.mjs$' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/|^(node:)?(fs|http|https|net|child_process)(/|$)' },
    },
    {
      name: 'store-knows-no-function',
      severity: 'error',
      from: { path: '^lambda-src/store/' },
      to: { path: '^lambda-src/functions/' },
    },
    {
      name: 'no-table-knows-the-other',
      comment: 'What needs both of them stands in store/tables/, or above it.',
      severity: 'error',
      from: { path: '^lambda-src/store/(registry|ledger)/' },
      to: { path: '^lambda-src/store/(registry|ledger)/', pathNot: '^lambda-src/store/$1/' },
    },
    {
      name: 'one-home-for-expressions',
      comment: 'Conditions and changes are data. The Table in store/dynamodb/ writes them as expressions, and sends all requests.',
      severity: 'error',
      from: { path: '^lambda-src/', pathNot: '^lambda-src/store/dynamodb/' },
      to: { path: 'node_modules/@aws-sdk/(client|lib)-dynamodb/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'functions-know-no-other-function',
      severity: 'error',
      from: { path: '^lambda-src/functions/([^/]+)/' },
      to: { path: '^lambda-src/functions/([^/]+)/', pathNot: '^lambda-src/functions/$1/' },
    },
    {
      name: 'command-line-stands-on-the-core',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^lambda-src/(store|functions)/' },
    },
    {
      name: 'no-cdk-below-the-constructs',
      comment: 'Bundles of the functions and of the command line must not hold the CDK.',
      severity: 'error',
      from: { path: '^(lambda-src|cli)/' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs)/', reachable: true },
    },
    {
      name: 'constructs-know-no-handler',
      comment: 'jsii compiles src/ alone; the handlers are bundled.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(lambda-src|cli)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
