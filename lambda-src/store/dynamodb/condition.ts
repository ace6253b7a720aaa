/** What a write demands of the item as it is, stated as data. */

import type { Placeholders } from './placeholders';
import { TableKey } from '../../../src/contract';

/** A test of one attribute that is more than equality. */
class Test {
  constructor(readonly expression: (name: string, placeholders: Placeholders) => string) {}
}

export const absent = new Test((name) => `attribute_not_exists(${name})`);
export const present = new Test((name) => `attribute_exists(${name})`);

/** An absent attribute does not pass. */
export function lessThan(bound: string | number): Test {
  return new Test((name, placeholders) => `${name} < ${placeholders.value(bound)}`);
}

export function oneOf(...values: readonly (string | number)[]): Test {
  return new Test((name, placeholders) => `${name} IN (${values.map((value) => placeholders.value(value)).join(', ')})`);
}

/** Holds if every attribute named has that value or passes that test. One whose value is undefined must be absent. */
export type Where<Row> =
  & { readonly [Name in keyof Row]?: Row[Name] | Test }
  & { readonly [TableKey.SORT]?: string | Test };

/** Holds if one of its parts does. */
class AnyOf<Row> {
  constructor(readonly parts: readonly Where<Row>[]) {}
}

export function anyOf<Row>(...parts: readonly Where<NoInfer<Row>>[]): AnyOf<Row> {
  return new AnyOf(parts);
}

export type Condition<Row> = Where<Row> | AnyOf<Row>;

/** Holds if there is no item at the key. */
export const noItem = { [TableKey.SORT]: absent } as const;
/** Holds if there is an item at the key. */
export const anItem = { [TableKey.SORT]: present } as const;

export function conditionExpression<Row>(condition: Condition<Row>, placeholders: Placeholders): string {
  // AND binds more strongly than OR, so no parentheses are needed.
  return condition instanceof AnyOf
    ? condition.parts.map((part) => whereExpression(part, placeholders)).join(' OR ')
    : whereExpression(condition, placeholders);
}

function whereExpression<Row>(where: Where<Row>, placeholders: Placeholders): string {
  return Object.entries(where).map(([attribute, expected]) => {
    const name = placeholders.name(attribute);
    const test = expected === undefined ? absent : expected;
    return test instanceof Test ? test.expression(name, placeholders) : `${name} = ${placeholders.value(test)}`;
  }).join(' AND ');
}
