import * as fc from 'fast-check';
import { type PathStep, elementPath, isBelow, isElement, memberPath, parentOf, parsePath, valuePath } from '../../src/field-path';

/** Names with many characters that have a meaning in a path. */
const names = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('\\', '.', '[', ']', '{', '}', 'e', 'a') }));
const step = fc.oneof<fc.Arbitrary<PathStep>[]>(
  names.map((name): PathStep => ({ kind: 'member', name })),
  fc.constant<PathStep>({ kind: 'element' }),
  fc.constant<PathStep>({ kind: 'value' }),
);
const steps = fc.tuple(names, fc.array(step, { maxLength: 5 }))
  .map(([first, rest]): PathStep[] => [{ kind: 'member', name: first }, ...rest]);

function write(path: readonly PathStep[]): string {
  return path.reduce<string | undefined>((parent, next) => {
    if (next.kind === 'member') {
      return memberPath(parent, next.name);
    }
    return next.kind === 'element' ? elementPath(parent!) : valuePath(parent!);
  }, undefined)!;
}

describe('paths', () => {
  test('give back every name from which they were made', () => {
    fc.assert(fc.property(steps, (path) => {
      expect(parsePath(write(path))).toEqual(path);
    }), { numRuns: 3_000 });
  });

  test('know their parent', () => {
    fc.assert(fc.property(steps, (path) => {
      const parent = path.length === 1 ? undefined : write(path.slice(0, -1));
      expect(parentOf(write(path))).toBe(parent);
      if (parent !== undefined) {
        expect(isBelow(write(path), parent)).toBe(true);
      }
      expect(isElement(write(path))).toBe(path[path.length - 1].kind !== 'member');
    }), { numRuns: 3_000 });
  });

  test('lie below their ancestors and below nothing else', () => {
    fc.assert(fc.property(steps, steps, (a, b) => {
      const isPrefix = a.length < b.length && a.every((s, i) => JSON.stringify(s) === JSON.stringify(b[i]));
      expect(isBelow(write(b), write(a))).toBe(isPrefix);
    }), { numRuns: 3_000 });
    expect(isBelow('actors', 'actor')).toBe(false);
    expect(isBelow('a\\.b', 'a')).toBe(false);
  });

  test.each([
    [['actor', 'id'], 'actor.id'],
    [['a.b'], 'a\\.b'],
    [['', ''], '\\e.\\e'],
    [['\\e'], '\\\\e'],
    [['__proto__', 'constructor'], '__proto__.constructor'],
  ])('write the names %j as %s', (raw, path) => {
    expect(raw.reduce<string | undefined>((parent, name) => memberPath(parent, name), undefined)).toBe(path);
  });

  test.each(['', '.a', 'a.', 'a..b', 'a]', '[]', 'a[', 'a[x]', 'a\\', 'a\\x', 'a[]b', '\\ea'])('cannot be %j, which no field has', (text) => {
    expect(() => parsePath(text)).toThrow('is not a field path');
  });
});
