/** What a source declares about the shape of its JSON, in the form in which a file is walked. */

import { type PathStep, parsePath } from '../../../../../src/field-path';
import type { JsonShape } from '../../dialect';

/** A place around the records, under its name. */
export interface OutsideNode {
  /** For messages; undefined is the top. */
  readonly path?: string;
  /** Absent if the place is only on the way to others. */
  role?: 'records' | 'around';
  readonly members: Map<string, OutsideNode>;
}

/** A place in a record whose values are rewritten, or that is on the way to one. */
export interface EditNode {
  emptyArrayAsObject?: true;
  alwaysArray?: true;
  readonly members: Map<string, EditNode>;
  /** Of the elements of an array. */
  element?: EditNode;
  /** Of all members that have no node of their own. */
  value?: EditNode;
}

export interface Shape {
  /** Where the records are; absent if the values at the top are the records, or the elements of an array there. */
  readonly outside?: OutsideNode;
  readonly keyColumn?: string;
  readonly hasAround: boolean;
  /** What is rewritten in each record; absent if nothing is. */
  readonly edits?: EditNode;
}

/** @returns undefined if the source declares nothing about the shape: its files are read as they are */
export function shapeOf({ recordsAt, keyColumn, aroundColumns = [], emptyArrayAsObject = [], alwaysArray = [] }: JsonShape): Shape | undefined {
  if (recordsAt === undefined && emptyArrayAsObject.length + alwaysArray.length === 0) {
    return undefined;
  }
  return {
    outside: recordsAt === undefined ? undefined : outsideOf(recordsAt, aroundColumns),
    keyColumn,
    hasAround: aroundColumns.length > 0,
    edits: editsOf(emptyArrayAsObject, alwaysArray),
  };
}

/** The names at the top of a record under which the values around it stand. */
export function aroundNames(outside: OutsideNode): string[] {
  const holdsAround = ({ role, members }: OutsideNode): boolean => role === 'around' || [...members.values()].some(holdsAround);
  return [...outside.members].filter(([, below]) => holdsAround(below)).map(([name]) => name);
}

function outsideOf(recordsAt: string, aroundColumns: readonly string[]): OutsideNode {
  const top: OutsideNode = { members: new Map() };
  const add = (path: string, role: OutsideNode['role']) => {
    const names = path === '' ? [] : parsePath(path).map((step) => (step as Extract<PathStep, { kind: 'member' }>).name);
    let node = top;
    names.forEach((name, i) => {
      const below = node.members.get(name) ?? { path: names.slice(0, i + 1).join('.'), members: new Map<string, OutsideNode>() };
      node.members.set(name, below);
      node = below;
    });
    node.role = role;
  };
  add(recordsAt, 'records');
  aroundColumns.forEach((path) => add(path, 'around'));
  return top;
}

function editsOf(emptyArrayAsObject: readonly string[], alwaysArray: readonly string[]): EditNode | undefined {
  if (emptyArrayAsObject.length + alwaysArray.length === 0) {
    return undefined;
  }
  const record: EditNode = { members: new Map() };
  emptyArrayAsObject.forEach((path) => {
    nodeAt(record, path).emptyArrayAsObject = true;
  });
  alwaysArray.forEach((path) => {
    nodeAt(record, path).alwaysArray = true;
  });
  return record;
}

function nodeAt(record: EditNode, path: string): EditNode {
  return parsePath(path).reduce((node, step) => {
    const fresh = (): EditNode => ({ members: new Map() });
    switch (step.kind) {
      case 'element': return node.element ??= fresh();
      case 'value': return node.value ??= fresh();
      case 'member': {
        const below = node.members.get(step.name) ?? fresh();
        node.members.set(step.name, below);
        return below;
      }
    }
  }, record);
}
