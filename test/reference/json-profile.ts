/** The schema of JSON records. */

import type { JsonRecord } from './json-records';
import { cellType, numberType } from './value-type';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { type FaultPlace, FileFault } from '../../lambda-src/core/formats/fault';
import { shown } from '../../lambda-src/core/formats/fault-text';
import { type JsonCursor, JsonFault } from '../../lambda-src/core/formats/json/cursor';
import { type FieldType, join } from '../../lambda-src/core/schema/field-type';
import { MapRules } from '../../lambda-src/core/schema/maps';
import type { FieldEvidence, SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import { elementPath, memberPath, valuePath } from '../../src/field-path';

/**
 * What was seen at one path. Members are kept below mixed values too: only the end shows whether a path is mixed, and
 * the order of the records would matter if this were decided earlier.
 */
class Node {
  type: FieldType = 'unknown';
  values = 0;
  nulls = 0;
  objects = 0;
  arrays = 0;
  /** The types that its texts would have as cells of a CSV file. */
  readonly texts = new Set<FieldType>();
  readonly members = new Map<string, Node>();
  /** Lower-case name → the name as it was seen. */
  readonly folded = new Map<string, string>();
  collision?: { readonly names: readonly [string, string]; readonly place: FaultPlace };
  element?: Node;

  constructor(readonly pathLength: number) {}

  see(type: FieldType): void {
    this.values++;
    if (type !== this.type) {
      this.type = join(this.type, type, 'json');
    }
  }

  /** Adds all that another node has seen to this node. */
  absorb(other: Node): void {
    this.type = join(this.type, other.type, 'json');
    this.values += other.values;
    this.nulls += other.nulls;
    this.objects += other.objects;
    this.arrays += other.arrays;
    for (const text of other.texts) {
      this.texts.add(text);
    }
    for (const [name, member] of other.members) {
      const own = this.members.get(name) ?? new Node(0);
      this.members.set(name, own);
      own.absorb(member);
    }
    if (other.element !== undefined) {
      (this.element ??= new Node(0)).absorb(other.element);
    }
  }
}

export interface ProfileOptions {
  /** Paths whose objects are maps. */
  readonly maps?: ReadonlySet<string>;
  readonly nullMarkers?: readonly string[];
}

export class JsonProfile {
  private readonly root = new Node(0);
  private nodes = 0;

  constructor(private readonly options: ProfileOptions = {}) {}

  /** Takes one record into the profile. */
  add(record: JsonRecord): void {
    record.read((cursor) => {
      this.observe(cursor, this.root, record);
      cursor.end();
    });
  }

  /** @throws FileFault `case_collision` if names at one place differ in case only, unless the place holds mixed values. */
  finish(): SchemaProfile {
    const fields = new Map<string, FieldEvidence>();
    this.collect(this.root, undefined, fields);
    return { family: 'json', records: this.root.objects, fields };
  }

  private observe(cursor: JsonCursor, node: Node, record: JsonRecord): void {
    const kind = cursor.kind();
    switch (kind) {
      case 'object':
        node.see('struct');
        node.objects++;
        cursor.object((name) => this.observe(cursor, this.member(node, name, cursor, record), record));
        break;
      case 'array':
        node.see('array');
        node.arrays++;
        cursor.array(() => this.observe(cursor, this.element(node, cursor), record));
        break;
      case 'number':
        node.see(numberType(cursor.number(), 'json'));
        break;
      case 'string': {
        const text = cursor.string();
        if (this.options.nullMarkers?.includes(text)) {
          node.nulls++;
        } else {
          node.see('string');
          node.texts.add(cellType(text) ?? 'string');
        }
        break;
      }
      case 'null':
        node.nulls++;
        cursor.null();
        break;
      default:
        node.see(kind);
        cursor[kind]();
    }
  }

  private member(node: Node, name: string, cursor: JsonCursor, record: JsonRecord): Node {
    const known = node.members.get(name);
    if (known !== undefined) {
      return known;
    }
    if (name.length > Bounds.NAME_CHARS) {
      throw new JsonFault('field_name_too_long', `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters`, cursor.position);
    }
    const separator = node === this.root ? 0 : 1;
    const created = this.create(node.pathLength + separator + memberPath(undefined, name).length, cursor);
    node.members.set(name, created);
    const lowered = name.toLowerCase();
    const twin = node.folded.get(lowered);
    if (twin === undefined) {
      node.folded.set(lowered, name);
    } else {
      node.collision ??= { names: [twin, name], place: record.place(cursor.position) };
    }
    return created;
  }

  private element(node: Node, cursor: JsonCursor): Node {
    return node.element ??= this.create(elementPath('').length + node.pathLength, cursor);
  }

  private create(pathLength: number, cursor: JsonCursor): Node {
    if (++this.nodes > Bounds.FIELDS) {
      throw new JsonFault('too_many_fields', `the file has more than ${Bounds.FIELDS} different fields; `
        + 'put names that are data into values', cursor.position);
    }
    if (pathLength > Bounds.PATH_CHARS) {
      throw new JsonFault('field_name_too_long', `the names down to a field have more than ${Bounds.PATH_CHARS} characters`, cursor.position);
    }
    return new Node(pathLength);
  }

  private collect(node: Node, path: string | undefined, into: Map<string, FieldEvidence>): void {
    const isMap = this.isMap(node, path);
    if (node.collision !== undefined && !isMap) {
      throw collisionFault(node.collision);
    }
    const place = (child: Node, at: string, parents: number): void => {
      const { values, nulls } = child;
      const type = child.type === 'struct' && this.isMap(child, at) ? 'map' : child.type;
      into.set(at, { type, values, nulls, parents, ...textEvidence(child, type) });
      if (type !== 'json') {
        this.collect(child, at, into);
      }
    };
    if (isMap) {
      const value = new Node(0);
      for (const member of node.members.values()) {
        value.absorb(member);
      }
      if (node.members.size > 0) {
        place(value, valuePath(path!), value.values + value.nulls);
      }
    } else {
      for (const [name, member] of node.members) {
        place(member, memberPath(path, name), node.objects);
      }
    }
    if (node.element !== undefined) {
      place(node.element, elementPath(path!), node.element.values + node.element.nulls);
    }
  }

  private isMap(node: Node, path: string | undefined): boolean {
    return path !== undefined && (node.members.size > MapRules.STRUCT_KEYS || this.options.maps?.has(path) === true);
  }
}

function collisionFault({ names, place }: NonNullable<Node['collision']>): FileFault {
  const [one, other] = names.map(shown);
  return new FileFault('case_collision', `the names ${one} and ${other} differ in case only; send one of them`, place);
}

function textEvidence({ objects, arrays, texts }: Node, type: FieldType): Partial<FieldEvidence> {
  if (type === 'json') {
    return { scalars: objects + arrays === 0 };
  }
  if (type !== 'string') {
    return {};
  }
  if ([...texts].every((text) => text === 'date')) {
    return { temporal: 'date' };
  }
  return [...texts].every((text) => text === 'date' || text === 'timestamp') ? { temporal: 'timestamp' } : {};
}
