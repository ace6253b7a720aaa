/** One record as a JSON object on one line, with its values as they are under the read types of their paths. */

import type { JsonCursor } from '../../lambda-src/core/formats/json/cursor';
import type { FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { parsePath } from '../../src/field-path';

/** The read types as a tree, so that no path has to be built for each value. */
class TypeNode {
  type?: FieldType;
  readonly members = new Map<string, TypeNode>();
  /** The node of an array's elements or a map's values. */
  inner?: TypeNode;
}

export class PlainJson {
  private readonly root = new TypeNode();

  /** @param nullMarkers strings that mean null */
  constructor(readTypes: Fields, private readonly nullMarkers: readonly string[] = []) {
    for (const [path, type] of readTypes) {
      nodeAt(this.root, path).type = type;
    }
  }

  line(cursor: JsonCursor): string {
    return this.copy(cursor, this.root);
  }

  /** @param node undefined below paths without a column, where values are copied as they are */
  private copy(cursor: JsonCursor, node: TypeNode | undefined): string {
    const kind = cursor.kind();
    switch (kind) {
      case 'null':
        cursor.null();
        return 'null';
      case 'string':
        return this.copyString(cursor, node);
      case 'object': {
        if (isText(node)) {
          break;
        }
        const members: string[] = [];
        const child = (name: string) => (node?.type === 'map' ? node.inner : node?.members.get(name));
        cursor.object((name) => members.push(`${JSON.stringify(name)}:${this.copy(cursor, child(name))}`));
        return `{${members.join(',')}}`;
      }
      case 'array': {
        if (isText(node)) {
          break;
        }
        const elements: string[] = [];
        cursor.array(() => elements.push(this.copy(cursor, node?.inner)));
        return `[${elements.join(',')}]`;
      }
      case 'number': {
        if (isText(node)) {
          break;
        }
        const source = cursor.number();
        // As a double, -0 keeps its sign.
        return source === '-0' && node?.type === 'double' ? '-0.0' : source;
      }
      default:
        if (isText(node)) {
          break;
        }
        return String(cursor.boolean());
    }
    return JSON.stringify(cursor.skip());
  }

  private copyString(cursor: JsonCursor, node: TypeNode | undefined): string {
    const start = cursor.position;
    const value = cursor.string();
    if (this.nullMarkers.includes(value)) {
      return 'null';
    }
    return JSON.stringify(node?.type === 'json' ? cursor.textFrom(start) : value);
  }
}

/** Whether values are kept as their source text, except strings under `string`. */
function isText(node: TypeNode | undefined): boolean {
  return node?.type === 'json' || node?.type === 'string';
}

function nodeAt(root: TypeNode, path: string): TypeNode {
  let node = root;
  for (const step of parsePath(path)) {
    if (step.kind === 'member') {
      let member = node.members.get(step.name);
      if (member === undefined) {
        node.members.set(step.name, member = new TypeNode());
      }
      node = member;
    } else {
      node = node.inner ??= new TypeNode();
    }
  }
  return node;
}

/** A CSV row. Every cell is a string. Empty cells are null and are left out. */
export class PlainCsv {
  private readonly keys: readonly string[];

  constructor(columns: readonly string[]) {
    this.keys = columns.map((name) => `${JSON.stringify(name)}:`);
  }

  line(cells: readonly string[]): string {
    const members: string[] = [];
    cells.forEach((cell, i) => {
      if (cell !== '') {
        members.push(this.keys[i] + JSON.stringify(cell));
      }
    });
    return `{${members.join(',')}}`;
  }
}
