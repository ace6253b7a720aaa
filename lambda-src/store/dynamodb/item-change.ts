/** What an update changes in an item, stated as data. */

import type { Placeholders } from './placeholders';

/** A number that an attribute gets: `first` if it is absent, else one more than it has. */
export class NextFrom {
  constructor(readonly first: number) {}
}

export interface Change<Row> {
  /** What attributes become. One whose value is undefined stays as it is. */
  readonly set?: { readonly [Name in keyof Row]?: Row[Name] | NextFrom };
  readonly remove?: readonly (keyof Row & string)[];
  /** What is added to numbers. An absent one counts as 0. */
  readonly add?: { readonly [Name in keyof Row]?: number };
}

export function updateExpression<Row>({ set = {}, remove = [], add = {} }: Change<Row>, placeholders: Placeholders): string {
  const clauses = {
    SET: Object.entries(set).filter(([, value]) => value !== undefined)
      .map(([attribute, value]) => setting(placeholders.name(attribute), value, placeholders)),
    REMOVE: remove.map((attribute) => placeholders.name(attribute)),
    ADD: Object.entries(add).map(([attribute, value]) => `${placeholders.name(attribute)} ${placeholders.value(value)}`),
  };
  return Object.entries(clauses).filter(([, parts]) => parts.length > 0).map(([verb, parts]) => `${verb} ${parts.join(', ')}`).join(' ');
}

function setting(name: string, value: unknown, placeholders: Placeholders): string {
  return value instanceof NextFrom
    ? `${name} = if_not_exists(${name}, ${placeholders.value(value.first - 1)}) + ${placeholders.value(1)}`
    : `${name} = ${placeholders.value(value)}`;
}
