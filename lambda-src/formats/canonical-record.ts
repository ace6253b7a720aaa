/**
 * One record as a line of the canonical copy: a JSON object that Spark reads with the same values, given each path's
 * read type.
 */

import { JsonCursor } from './json-cursor';
import { FieldType, Fields } from '../schema/field-type';
import { parsePath } from '../schema/path';

/** The read types as a tree, so that no path has to be built for each value. */
class TypeNode {
  type?: FieldType;
  readonly members = new Map<string, TypeNode>();
  element?: TypeNode;
}

export class CanonicalJson {
  private readonly root = new TypeNode();

  constructor(readTypes: Fields) {
    for (const [path, type] of readTypes) nodeAt(this.root, path).type = type;
  }

  line(cursor: JsonCursor): string {
    return copy(cursor, this.root);
  }
}

function nodeAt(root: TypeNode, path: string): TypeNode {
  let node = root;
  for (const step of parsePath(path)) {
    if (step.kind === 'member') {
      let member = node.members.get(step.name);
      if (member === undefined) node.members.set(step.name, member = new TypeNode());
      node = member;
    } else {
      node = node.element ??= new TypeNode();
    }
  }
  return node;
}

/** @param node undefined below paths that have no column; what stands there is copied as it is. */
function copy(cursor: JsonCursor, node: TypeNode | undefined): string {
  const kind = cursor.kind();
  if (kind === 'null') {
    cursor.null();
    return 'null';
  }
  if (node?.type === 'json') return JSON.stringify(cursor.skip());
  switch (kind) {
    case 'object': {
      const members: string[] = [];
      cursor.object((name) => members.push(`${JSON.stringify(name)}:${copy(cursor, node?.members.get(name))}`));
      return `{${members.join(',')}}`;
    }
    case 'array': {
      const elements: string[] = [];
      cursor.array(() => elements.push(copy(cursor, node?.element)));
      return `[${elements.join(',')}]`;
    }
    case 'string':
      return JSON.stringify(cursor.string());
    case 'number': {
      const source = cursor.number();
      // Spark reads the token -0 as an integer and loses the sign.
      return source === '-0' && node?.type === 'double' ? '-0.0' : source;
    }
    default:
      return String(cursor.boolean());
  }
}

/** A CSV row: every cell as a string, to be cast under its read type; empty cells, which are null, are left out. */
export class CanonicalCsv {
  private readonly keys: readonly string[];

  constructor(columns: readonly string[]) {
    this.keys = columns.map((name) => `${JSON.stringify(name)}:`);
  }

  line(cells: readonly string[]): string {
    const members: string[] = [];
    cells.forEach((cell, i) => {
      if (cell !== '') members.push(this.keys[i] + JSON.stringify(cell));
    });
    return `{${members.join(',')}}`;
  }
}
