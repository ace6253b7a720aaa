import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { Item } from './expressions';

/** The bytes that DynamoDB counts for an item, according to its documentation ("DynamoDB item sizes and formats"). */
export function storedBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) {
      bytes += utf8(name) + sizeOf(value);
    }
  }
  return bytes;
}

function sizeOf(value: unknown): number {
  switch (true) {
    case value === null: case typeof value === 'boolean': return 1;
    case typeof value === 'string': return utf8(value);
    case typeof value === 'number': return numberBytes(String(value));
    case value instanceof NumberValue: return numberBytes(value.value);
    case ArrayBuffer.isView(value): return value.byteLength;
    // A list or a map takes three bytes, and one more for each entry.
    case Array.isArray(value): return 3 + value.reduce<number>((sum, entry) => sum + 1 + sizeOf(entry), 0);
    // The name of the type is checked, because a cloned value may come from another realm.
    case Object.prototype.toString.call(value) === '[object Object]':
      return 3 + storedBytes(value as Item) + Object.values(value as Item).filter((entry) => entry !== undefined).length;
    default: throw new Error(`no rule for the size of ${String(value)}`);
  }
}

/** One byte for every two significant digits, one more byte, and one for a minus sign. */
function numberBytes(text: string): number {
  const [mantissa] = text.toLowerCase().replace(/^-/, '').split('e');
  const digits = mantissa.replace('.', '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function utf8(text: string): number {
  return Buffer.byteLength(text);
}
