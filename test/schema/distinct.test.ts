import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { REGISTERS, type Registers, estimateDistinct, mergeRegisters, parseRegisters, registersText } from '../../lambda-src/core/schema/distinct';

/** The registers for these values, made with another kind of hash. */
function registersOf(values: Iterable<string | number>): Registers {
  const registers = new Uint8Array(REGISTERS);
  for (const value of values) {
    const hash = createHash('sha256').update(String(value)).digest().readBigUInt64BE();
    const bits = hash.toString(2).padStart(64, '0');
    const register = parseInt(bits.slice(0, 7), 2);
    registers[register] = Math.max(registers[register], 1 + bits.slice(7).indexOf('1'));
  }
  return registers;
}

function* numbers(from: number, count: number): Generator<number> {
  for (let i = 0; i < count; i++) {
    yield from + i;
  }
}

test.each([0, 1, 2])('%d different values are counted exactly', (count) => {
  expect(estimateDistinct(registersOf(numbers(0, count)))).toBe(count);
});

// The error is 1.04 / √128 = 9.2 % for many values, and less for few. Over 50 samples, its root mean square is within a fifth of that.
test.each([[20, 0.09], [100, 0.09], [400, 0.11], [3_000, 0.11]])('%d different values are estimated within %d, on average', (count, error) => {
  const errors = Array.from({ length: 50 }, (_, i) => estimateDistinct(registersOf(numbers(i * 1e6, count))) / count - 1);
  expect(Math.sqrt(errors.reduce((sum, each) => sum + each * each, 0) / errors.length)).toBeLessThan(error);
  expect(Math.abs(errors.reduce((sum, each) => sum + each, 0) / errors.length)).toBeLessThan(0.045);
});

const sample = fc.array(fc.nat(200), { maxLength: 60 });

test('two merged sketches are the sketch of all values, in any order and grouping, however often they are merged', () => {
  fc.assert(fc.property(sample, sample, sample, (a, b, c) => {
    const [x, y, z] = [a, b, c].map(registersOf);
    expect(mergeRegisters(x, y)).toEqual(registersOf([...a, ...b]));
    expect(mergeRegisters(x, y)).toEqual(mergeRegisters(y, x));
    expect(mergeRegisters(mergeRegisters(x, y), z)).toEqual(mergeRegisters(x, mergeRegisters(y, z)));
    expect(mergeRegisters(x, x)).toEqual(x);
  }), { numRuns: 1_000 });
});

test('a sketch is read back from its text', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: REGISTERS, maxLength: REGISTERS, max: 58 }), (registers) => {
    expect(registersText(registers)).toMatch(/^[\w-]{128}$/);
    expect(parseRegisters(registersText(registers))).toEqual(registers);
  }), { numRuns: 1_000 });
});

test('the fullest possible sketch has an estimate', () => {
  expect(estimateDistinct(new Uint8Array(REGISTERS).fill(57))).toBeGreaterThan(1e17);
});
