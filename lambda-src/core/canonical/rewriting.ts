/** What has to be changed in the records of a JSON file, so that Spark reads them with the same values. */

import { isEscaped, isText, unescaped } from './json-bytes';
import { parsePath } from '../../../src/field-path';
import type { ScannedJson } from '../formats/json/json-scanner';
import type { FieldType, Fields } from '../schema/field-type';

interface Named {
  /** In quotes. */
  readonly name: Uint8Array;
  readonly rewriting: Rewriting;
}

/** What has to be changed at and below one path: a tree, so that no path has to be built for each value. */
export class Rewriting {
  /** @returns undefined if every record may be copied as it is. */
  static of(scanned: ScannedJson, readTypes: Fields): Rewriting | undefined {
    let root: Rewriting | undefined;
    for (const [path, type] of readTypes) {
      const as = changeOf(scanned, path, type);
      if (as !== undefined) {
        (root ??= new Rewriting()).at(path).as = as;
      }
    }
    return root;
  }

  /**
   * What the path's values are read as: `json` is the source text of every value, `string` is what a string says and the
   * source text of any other value. A `double` may be written -0.
   */
  as?: 'json' | 'string' | 'double';
  /** Of an array's elements. */
  elements?: Rewriting;
  /** Of all members, if the objects are maps. */
  values?: Rewriting;
  /** Of an object's members, by a hash of their names. */
  private readonly members = new Map<number, Named[]>();

  /** Of the member whose name is the JSON string that has these bytes. */
  ofMember(bytes: Uint8Array, start: number, end: number): Rewriting | undefined {
    if (this.values !== undefined) {
      return this.values;
    }
    if (this.members.size === 0) {
      return undefined;
    }
    if (!isEscaped(bytes, start, end)) {
      return this.named(bytes, start, end);
    }
    const name = unescaped(bytes, start, end);
    return this.named(name, 0, name.length);
  }

  private named(bytes: Uint8Array, start: number, end: number): Rewriting | undefined {
    const bucket = this.members.get(hash(bytes, start, end));
    if (bucket === undefined) {
      return undefined;
    }
    for (const { name, rewriting } of bucket) {
      if (isText(bytes, start, end, name)) {
        return rewriting;
      }
    }
    return undefined;
  }

  /** The node of the path, which begins here. Nodes that are missing are made. */
  private at(path: string): Rewriting {
    let rewriting: Rewriting = this;
    for (const step of parsePath(path)) {
      switch (step.kind) {
        case 'member': rewriting = rewriting.member(step.name); break;
        case 'element': rewriting = rewriting.elements ??= new Rewriting(); break;
        case 'value': rewriting = rewriting.values ??= new Rewriting(); break;
      }
    }
    return rewriting;
  }

  private member(text: string): Rewriting {
    const name = Buffer.from(`"${text}"`);
    const found = this.named(name, 0, name.length);
    if (found !== undefined) {
      return found;
    }
    const added = { name, rewriting: new Rewriting() };
    const hashed = hash(name, 0, name.length);
    this.members.set(hashed, [...this.members.get(hashed) ?? [], added]);
    return added.rewriting;
  }
}

/** What has to be changed in the values of one path. `type` may be what the source declares, and not what the scanner found. */
function changeOf({ schema, paths }: ScannedJson, path: string, type: FieldType): Rewriting['as'] {
  switch (type) {
    case 'json': return 'json';
    case 'string': return schema.fields.get(path)?.type === 'string' ? undefined : 'string';
    case 'double': return paths.get(path)?.negativeZero === false ? undefined : 'double';
    default: return undefined;
  }
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let hashed = 0;
  for (let at = start; at < end; at++) {
    hashed = Math.imul(hashed, 31) + bytes[at];
  }
  return hashed;
}
