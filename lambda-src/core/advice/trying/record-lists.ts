/** Where the records of a JSON document are, if they are not the document itself. */

import type { Settings } from './change';
import { completedJson } from './json-outline';
import { memberPath } from '../../../../src/field-path';
import { isObject } from '../../../../src/finding';

export interface RecordList {
  readonly set: Settings;
  readonly because: string;
  /** How many records there are, as far as they are known. */
  readonly records: number;
  /** Of the document's text, the share that is in the list. */
  readonly share: number;
  /** The last name on the way to the list; empty at the top. */
  readonly name: string;
  readonly isKeyed: boolean;
}

/** Objects and arrays that are looked into. */
const MOST_LEVELS = 3;
const LEAST_RECORDS = 2;
/** Objects whose names are data have at least this many of them. */
const LEAST_KEYS = 3;

/** The document of which this is the beginning; undefined if it is none, or several. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(completedJson(text.replace(/^\ufeff/, '')) ?? '');
  } catch {
    return undefined;
  }
}

/** The lists of records in a document that is one object, the longest one first. */
export function recordLists(document: unknown): RecordList[] {
  if (!isObject(document)) {
    return [];
  }
  const size = JSON.stringify(document).length;
  return listsIn(document, undefined, '', MOST_LEVELS, size).sort((a, b) => b.share - a.share);
}

function listsIn(value: object, path: string | undefined, name: string, levels: number, size: number): RecordList[] {
  const members = Object.entries(value) as [string, unknown][];
  const share = JSON.stringify(value).length / size;
  const keyed = keyColumn(members);
  if (keyed !== undefined) {
    return [{
      set: { recordsAt: path ?? '', keyColumn: keyed },
      because: `${path === undefined ? 'the file' : 'it'} is one object of ${members.length} records, whose names are data`,
      records: members.length,
      share,
      name,
      isKeyed: true,
    }];
  }
  return members.flatMap(([member, inner]): RecordList[] => {
    const at = memberPath(path, member);
    if (Array.isArray(inner)) {
      const records = inner.filter(isObject).length;
      return records >= LEAST_RECORDS && records === inner.length ? [{
        set: { recordsAt: at },
        because: `the file is one object around an array of ${records} records`,
        records,
        share: JSON.stringify(inner).length / size,
        name: member,
        isKeyed: false,
      }] : [];
    }
    return isObject(inner) && levels > 1 ? listsIn(inner, at, member, levels - 1, size) : [];
  });
}

/** The name for a column of these keys, if they are data: all look alike, and their values are objects with the same members. */
function keyColumn(members: ReadonlyArray<readonly [string, unknown]>): string | undefined {
  if (members.length < LEAST_KEYS || !members.every(([, value]) => isObject(value))) {
    return undefined;
  }
  const shapes = new Set(members.map(([, value]) => Object.keys(value as object).sort().join('\n')));
  const keys = members.map(([key]) => key);
  if (keys.every((key) => /^\d{4}-\d{2}-\d{2}$/.test(key))) {
    return 'date';
  }
  const patterns = new Set(keys.map((key) => key.replace(/\d+/g, '9').replace(/\p{L}+/gu, 'a')));
  return shapes.size === 1 && patterns.size === 1 && keys.every((key) => /\d/.test(key)) ? 'id' : undefined;
}
