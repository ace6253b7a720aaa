import { parseFilenameHeader } from '../../lambda-src/functions/ingest/filename-header';

test.each([
  ['orders.json', 'orders.json', 'orders.json'],
  ['a%20b%2Bc%3D1.csv', 'a b+c=1.csv', 'a_b_c_1.csv'],
  ['caf%C3%A9.json', 'café.json', 'caf_.json'],
  ['cafe%CC%81.json', 'café.json', 'caf_.json'],
  ['100%25.csv', '100%.csv', '100_.csv'],
  ['%F0%9F%98%80.csv', '😀.csv', '_.csv'],
])('the name %s is kept as %s and stored as %s', (header, original, safe) => {
  expect(parseFilenameHeader(header)).toEqual({ original, safe });
});

test.each([
  ['a path', '../etc/passwd'],
  ['an encoded path', '..%2Fetc'],
  ['an encoded Windows path', 'C:%5Ca.csv'],
  ['an encoded null byte', 'a%00.csv'],
  ['an encoded direction override', 'a%E2%80%AEcsv.exe'],
  ['nothing', ''],
  ['more than 255 bytes', '%C3%A9'.repeat(128)],
  ['broken percent-encoding', '100%.csv'],
  ['bytes that are not UTF-8', '%FF.csv'],
  ['raw characters outside ASCII', 'café.csv'],
])('%s is refused as a name', (_, header) => {
  expect(() => parseFilenameHeader(header)).toThrow(expect.objectContaining({ code: 'invalid_filename', detail: expect.stringMatching(/^X-Ingest-Filename .+\.$/) }));
});
