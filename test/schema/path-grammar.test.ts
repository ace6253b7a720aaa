import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PathStep, parsePath, stepPath } from '../../src/field-path';

type Step = string | { readonly into: 'element' | 'value' };

/** The Spark job's tests read them, too. */
const VECTORS: { readonly paths: readonly { readonly path: string; readonly steps: Step[] }[]; readonly invalid: readonly string[] } =
  JSON.parse(readFileSync(join(__dirname, '../vectors/paths.json'), 'utf8'));

function stepOf(step: Step): PathStep {
  return typeof step === 'string' ? { kind: 'member', name: step } : { kind: step.into };
}

test.each(VECTORS.paths)('$path is a path, as it is in the Spark job', ({ path, steps }) => {
  const parsed = steps.map(stepOf);
  expect(parsePath(path)).toEqual(parsed);
  expect(parsed.reduce<string | undefined>((parent, step) => stepPath(parent, step), undefined)).toBe(path);
});

test.each(VECTORS.invalid.map((text) => [text]))('%j is no path, as it is none in the Spark job', (text) => {
  expect(() => parsePath(text)).toThrow('not a field path');
});
