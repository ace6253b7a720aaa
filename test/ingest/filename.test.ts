import { parseFilename } from '../../lambda-src/functions/ingest/filename';

test.each([
  ['orders.json', 'orders.json', 'orders.json'],
  ['a%20b%2Bc%3D1.csv', 'a b+c=1.csv', 'a_b_c_1.csv'],
  ['caf%C3%A9.json', 'café.json', 'caf_.json'],
  ['cafe%CC%81.json', 'café.json', 'caf_.json'],
  ['100%25.csv', '100%.csv', '100_.csv'],
  ['%F0%9F%98%80.csv', '😀.csv', '_.csv'],
  ['x'.repeat(255), 'x'.repeat(255), 'x'.repeat(255)],
])('the name %s is kept as %s and stored as %s', (header, original, safe) => {
  expect(parseFilename(header)).toEqual({ original, safe });
});

test.each([
  ['a path', '../etc/passwd'],
  ['an encoded path', '..%2Fetc'],
  ['a Windows path', 'C:%5Ca.csv'],
  ['a null byte', 'a%00.csv'],
  ['a line feed', 'a%0A.csv'],
  ['a direction override', 'a%E2%80%AEcsv.exe'],
  ['the parent folder', '..'],
  ['a hidden file', '.env'],
  ['a leading space', '%20a.csv'],
  ['a trailing dot', 'a.csv.'],
  ['nothing', ''],
  ['more than 255 bytes', '%C3%A9'.repeat(128)],
  ['broken percent-encoding', '100%.csv'],
  ['bytes that are not UTF-8', '%FF.csv'],
  ['raw characters outside ASCII', 'café.csv'],
])('%s is refused as a name', (_, header) => {
  expect(() => parseFilename(header)).toThrow(expect.objectContaining({ code: 'invalid_filename' }));
});
