import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultName } from '../../lambda-src/core/formats/scanning/scanner-fault';
import { CSV_SCANNERS, JSON_SCANNERS } from '../../lambda-src/core/formats/scanning/scanner-module';
import { ScannerInstances } from '../../lambda-src/core/formats/scanning/scanner-window';

const SOURCE = readFileSync(join(__dirname, '../../lambda-src/core/scanner/common/fault-codes.ts'), 'utf8');
const CODES = [...SOURCE.matchAll(/^export const (\w+): i32 = (\d+);$/gm)].map(([, name, code]) => ({ name, code: Number(code) }));

test.each([
  ['JSON', JSON_SCANNERS.plain],
  ['JSON with sketches', JSON_SCANNERS.sketching],
  ['CSV', CSV_SCANNERS.plain],
  ['CSV with sketches', CSV_SCANNERS.sketching],
])('the scanner of %s exports each code, and each code has a description', (_, module) => {
  const { constants } = new ScannerInstances(module).take();
  const refused = CODES.filter(({ name }) => name === 'PATH_REFUSED');
  expect(refused.map(({ code }) => code)).toEqual([constants.PATH_REFUSED]);
  const described = CODES.filter(({ name }) => name !== 'PATH_REFUSED');
  expect(described.length).toBeGreaterThan(20);
  expect(described.map(({ code }) => faultName(code, constants))).toEqual(described.map(({ name }) => name));
});
