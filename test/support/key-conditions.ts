import { type ExpressionInput, nameOf, valueOf } from './expressions';
import { type KeySchema, type Position, type Range, startOf } from './memory-table';

/** Comes after every text in a key of this project. Keys do not hold `\0` either, which comes before every character. */
const LAST = '\uffff';

interface KeyedInput extends ExpressionInput {
  readonly KeyConditionExpression?: string;
  readonly ScanIndexForward?: boolean;
}

/**
 * The part of the order of a table or index that a key condition selects.
 *
 * @param after where the page before this one ended
 */
export function rangeOf(input: KeyedInput, [partition, sort]: KeySchema, after: Position | undefined): Range {
  const condition = input.KeyConditionExpression!;
  const [, attribute, value, rest] = /^(\S+) = (\S+)(?: AND (.+))?$/.exec(condition) ?? [];
  if (attribute === undefined || nameOf(attribute, input) !== partition) {
    throw new Error(`key condition not understood: ${condition}`);
  }
  const start = startOf(valueOf(value, {}, input) as string);
  const [from, to] = rest === undefined ? ['', LAST] : sortRange(rest, input, sort);
  if (after === undefined) {
    return { from: start + from, to: start + to };
  }
  return input.ScanIndexForward === false ? { from: start + from, to: after } : { from: `${after}\0`, to: start + to };
}

/** The first sort key, and the one after the last. */
function sortRange(text: string, input: KeyedInput, sort: string): [string, string] {
  const following = (value: string) => `${value}\0${LAST}`;
  const forms: [RegExp, (...values: string[]) => [string, string]][] = [
    [/^(\S+) BETWEEN (\S+) AND (\S+)$/, (low, high) => [low, following(high)]],
    [/^begins_with\((\S+), (\S+)\)$/, (prefix) => [prefix, prefix + LAST]],
    [/^(\S+) = (\S+)$/, (value) => [value, following(value)]],
    [/^(\S+) <= (\S+)$/, (value) => ['', following(value)]],
    [/^(\S+) < (\S+)$/, (value) => ['', value]],
    [/^(\S+) >= (\S+)$/, (value) => [value, LAST]],
    [/^(\S+) > (\S+)$/, (value) => [following(value), LAST]],
  ];
  for (const [form, bounds] of forms) {
    const [, attribute, ...values] = form.exec(text) ?? [];
    if (attribute !== undefined && nameOf(attribute, input) === sort) {
      return bounds(...values.map((value) => valueOf(value, {}, input) as string));
    }
  }
  throw new Error(`key condition not understood: ${text}`);
}
