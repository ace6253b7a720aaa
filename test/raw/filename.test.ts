import { UnusableFilename, parseFilename } from '../../lambda-src/core/raw/filename';

test.each([
  ['orders.json', 'orders.json', 'orders.json'],
  ['a b+c=1.csv', 'a b+c=1.csv', 'a_b_c_1.csv'],
  ['café.json', 'café.json', 'caf_.json'],
  ['cafe\u0301.json', 'café.json', 'caf_.json'],
  ['😀.csv', '😀.csv', '_.csv'],
  ['x'.repeat(255), 'x'.repeat(255), 'x'.repeat(255)],
])('the name %s is kept as %s and stored as %s', (name, original, safe) => {
  expect(parseFilename(name)).toEqual({ original, safe });
});

test.each([
  ['a path', '../etc/passwd'],
  ['a Windows path', 'C:\\a.csv'],
  ['a null byte', 'a\0.csv'],
  ['a line feed', 'a\n.csv'],
  ['a direction override', 'a\u202ecsv.exe'],
  ['the parent folder', '..'],
  ['a hidden file', '.env'],
  ['a leading space', ' a.csv'],
  ['a trailing dot', 'a.csv.'],
  ['nothing', ''],
  ['more than 255 bytes', 'é'.repeat(128)],
])('%s is refused as a name', (_, name) => {
  expect(() => parseFilename(name)).toThrow(UnusableFilename);
});
