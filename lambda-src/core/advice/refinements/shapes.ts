/** Where the records of JSON files are, and which of their values have two shapes: found by trying what a source can declare about it. */

import { type OpenQuestion, typesOf } from './refining';
import { isBelow, isElement } from '../../../../src/field-path';
import { type ScannedPath, mergePaths, valueCount } from '../../formats/json/scanned-path';
import { attempt } from '../trying/attempt';
import { type Change, type Settings, changed } from '../trying/change';
import type { Proposal } from '../trying/proposal';
import { type RecordList, parsedJson, recordLists } from '../trying/record-lists';
import { type Sample, textOf } from '../trying/sample';

/** Names that people give to lists of records. */
const LIST_NAMES = /^(?:records?|items?|data|results?|rows?|features|entries|values|events?|list|objects|documents|hits|series|elements|content)$/i;

/** A list that takes this share of the file is what the file is about. */
const MOST_OF_FILE = 0.5;
/** A list that takes less of the file is no list of its records. */
const SOME_OF_FILE = 0.3;
/** A list with any name is one of records if it has so many and hardly anything is around it. */
const [MANY_RECORDS, NEARLY_ALL_OF_FILE] = [10, 0.8];

export interface Shaped extends Proposal {
  readonly questions: readonly OpenQuestion[];
}

export async function refineShape(samples: readonly Sample[], start: Proposal): Promise<Shaped> {
  if (start.declared.format !== 'json') {
    return { ...start, questions: [] };
  }
  const placed = start.profiles.every(({ dialect }) => dialect.format === 'json_document') ? await placeRecords(samples, start) : { ...start, questions: [] };
  return { ...await mendTwoShapes(samples, placed), questions: placed.questions };
}

async function placeRecords(samples: readonly Sample[], start: Proposal): Promise<Shaped> {
  const documents = samples.map((sample) => parsedJson(textOf(sample)));
  const [first = [], ...others] = documents.map(recordLists);
  const lists = first.filter(({ set, share }) => share >= SOME_OF_FILE
    && others.every((list) => list.some((other) => JSON.stringify(other.set) === JSON.stringify(set))));
  const [list, rival] = lists;
  if (list === undefined) {
    return { ...start, questions: [] };
  }
  if (rival !== undefined || !isCertain(list)) {
    return {
      ...start,
      questions: [{
        asks: `Is the file one record, or ${lists.map(({ records, set }) => `${records} records at ${JSON.stringify(set.recordsAt)}`).join(', or ')}?`,
        answers: [...lists.map(({ set }) => set), {}],
      }],
    };
  }
  const around = aroundColumns(documents[0], list);
  const tries: Change[] = [
    ...around.length === 0 ? [] : [{ set: { ...list.set, aroundColumns: around }, because: `${list.because}; what is around them becomes columns`, cost: 1 }],
    { set: list.set, because: list.because, cost: 1 },
  ];
  for (const change of tries) {
    const next = await withChange(samples, start, change);
    if (next !== undefined) {
      return { ...next, questions: [] };
    }
  }
  return { ...start, questions: [] };
}

function isCertain({ name, records, share, isKeyed }: RecordList): boolean {
  return (isKeyed && share >= MOST_OF_FILE) || (LIST_NAMES.test(name) && share >= MOST_OF_FILE)
    || (records >= MANY_RECORDS && share >= NEARLY_ALL_OF_FILE);
}

/** Members beside the list that a column can hold. */
function aroundColumns(document: unknown, { set }: RecordList): string[] {
  const [top] = String(set.recordsAt).split('.');
  return Object.entries(document as object).filter(([name, value]) => name !== top && typeof value !== 'object' && /^[\w-]+$/.test(name))
    .map(([name]) => name);
}

/** Fields that are sometimes an object and sometimes an empty array, or sometimes one value and sometimes several. */
async function mendTwoShapes(samples: readonly Sample[], start: Proposal): Promise<Proposal> {
  let current = start;
  for (const [option, because, has] of TWO_SHAPES) {
    for (const path of pathsOfTwoShapes(current, has)) {
      const { [option]: known = [] } = current.declared as { readonly [name in typeof option]?: readonly string[] };
      const next = await withChange(samples, current, { set: { [option]: [...known, path] }, because, cost: 1 });
      if (next !== undefined && ![...typesOf(next)].some(([each, type]) => type === 'json' && (each === path || isBelow(each, path)))) {
        current = next;
      }
    }
  }
  return current;
}

const TWO_SHAPES = [
  ['emptyArrayAsObject', 'it is an object in some records and an empty array in others', ({ arrays, objects }: ScannedPath) => arrays > 0 && objects > 0],
  ['alwaysArray', 'it is an array in some records and a single value in others', (row: ScannedPath) => row.arrays > 0 && valueCount(row) > row.arrays],
] as const;

/** The fields of type json, other than elements of arrays, whose values have both shapes. */
function pathsOfTwoShapes(proposal: Proposal, has: (row: ScannedPath) => boolean): string[] {
  const rows = new Map<string, ScannedPath>();
  for (const { scanned } of proposal.profiles) {
    for (const [path, row] of 'paths' in scanned ? scanned.paths : []) {
      const known = rows.get(path);
      rows.set(path, known === undefined ? row : mergePaths(known, row));
    }
  }
  return [...typesOf(proposal)].filter(([path, type]) => type === 'json' && !isElement(path) && rows.has(path) && has(rows.get(path)!)).map(([path]) => path);
}

async function withChange(samples: readonly Sample[], { declared, changes }: Proposal, change: Change): Promise<Proposal | undefined> {
  const next = changed(declared, change.set as Settings);
  const outcome = next === undefined ? undefined : await attempt(samples, next);
  return next === undefined || outcome === undefined || !('profiles' in outcome) ? undefined
    : { declared: next, changes: [...changes, change], profiles: outcome.profiles };
}
