/**
 * Signs that the records of a JSON file are not where they are read: the file is one record around an array of objects, or names are
 * data. They come from the counts that every profile has.
 */

import { elementPath, memberPath, parentOf, parsePath } from '../../../../src/field-path';
import type { SchemaProfile } from '../../schema/schema-profile';

export interface ShapeFacts {
  /** The array of objects that has nearly all values of a file's only record. */
  readonly arrayInOneRecord?: { readonly path: string; readonly objects: number };
  /** Objects whose names look like ids or dates. */
  readonly keyedObjects: readonly KeyedObject[];
}

export interface KeyedObject {
  /** Absent: the record itself. */
  readonly path?: string;
  /** How many different names it has. */
  readonly keys: number;
}

/** An order with some lines is one record, too. A list in an envelope has so many times the values around it. */
const TIMES_THE_REST = 10;
const MIN_OBJECTS = 2;
/** With fewer names, a likeness may be chance. */
const MIN_KEYS = 3;

export function shapeFacts({ records, fields }: SchemaProfile): ShapeFacts {
  const arrayInOneRecord = records === 1 ? largestArray(fields) : undefined;
  return { ...arrayInOneRecord === undefined ? {} : { arrayInOneRecord }, keyedObjects: keyedObjects(fields) };
}

function largestArray(fields: SchemaProfile['fields']): ShapeFacts['arrayInOneRecord'] {
  let all = 0;
  const inside = new Map<string, number>();
  for (const [path, { type, values }] of fields) {
    if (type !== 'struct' && type !== 'array' && type !== 'map') {
      all += values;
      const array = outermostArray(path);
      if (array !== undefined) {
        inside.set(array, (inside.get(array) ?? 0) + values);
      }
    }
  }
  for (const [array, values] of inside) {
    const elements = fields.get(elementPath(array))!;
    if (elements.type === 'struct' && elements.values >= MIN_OBJECTS && values >= TIMES_THE_REST * (all - values)) {
      return { path: array, objects: elements.values };
    }
  }
  return undefined;
}

/** The path of the first array on the way to the field, unless it is in a map. */
function outermostArray(path: string): string | undefined {
  for (let i = 0; i < path.length; i++) {
    switch (path[i]) {
      case '\\': i++; break;
      case '[': return path.slice(0, i);
      case '{': return undefined;
    }
  }
  return undefined;
}

function keyedObjects(fields: SchemaProfile['fields']): KeyedObject[] {
  const names = new Map<string | undefined, string[]>();
  for (const path of fields.keys()) {
    const last = parsePath(path).at(-1)!;
    if (last.kind === 'member') {
      const parent = parentOf(path);
      const siblings = names.get(parent);
      if (siblings === undefined) {
        names.set(parent, [last.name]);
      } else {
        siblings.push(last.name);
      }
    }
  }
  return [...names].filter(([parent, keys]) => (
    keys.length >= MIN_KEYS && lookLikeKeys(keys) && keys.every((key) => fields.get(memberPath(parent, key))!.type === 'struct')
  )).map(([path, keys]) => ({ ...path === undefined ? {} : { path }, keys: keys.length }));
}

const KEYS = [
  // Dates, months and times.
  /^\d{4}-\d{2}(?:-\d{2}(?:[T ].*)?)?$/,
  // Numbers.
  /^\d+$/,
  // UUIDs and hashes.
  /^(?=.*\d)[0-9a-f-]{8,}$/i,
];

function lookLikeKeys(names: readonly string[]): boolean {
  return KEYS.some((pattern) => names.every((name) => pattern.test(name))) || haveOneForm(names);
}

/** Whether all names are alike but for a number after a separator, as in `emp-7`. */
function haveOneForm(names: readonly string[]): boolean {
  const forms = new Set(names.map((name) => /^(.*[-_:/#])\d+$/.exec(name)?.[1]));
  return forms.size === 1 && !forms.has(undefined);
}
