/** The schema of JSON records. */

import { Bounds } from '../../lambda-src/formats/bounds';
import { FaultPlace, FileFault } from '../../lambda-src/formats/fault';
import { JsonCursor, JsonFault, shown } from '../../lambda-src/formats/json-cursor';
import { JsonRecord } from '../../lambda-src/formats/json-records';
import { FieldType, join } from '../../lambda-src/schema/field-type';
import { numberType } from '../../lambda-src/schema/infer';
import { elementPath, memberPath } from '../../lambda-src/schema/path';
import { FieldEvidence, SchemaProfile } from '../../lambda-src/schema/profile';

/**
 * What was seen at one path. Members are kept below mixed values too: whether a path is mixed is only certain at the
 * end, and deciding earlier would make the order of records matter.
 */
class Node {
  type: FieldType = 'unknown';
  values = 0;
  nulls = 0;
  objects = 0;
  readonly members = new Map<string, Node>();
  /** Lower-cased name → the name seen with it. */
  readonly folded = new Map<string, string>();
  collision?: { readonly names: readonly [string, string]; readonly place: FaultPlace };
  element?: Node;

  constructor(readonly pathLength: number) {}

  see(type: FieldType): void {
    this.values++;
    if (type !== this.type) this.type = join(this.type, type, 'json');
  }
}

export class JsonProfile {
  private readonly root = new Node(0);
  private nodes = 0;

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
    collect(this.root, undefined, fields);
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
        cursor.array(() => this.observe(cursor, this.element(node, cursor), record));
        break;
      case 'number':
        node.see(numberType(cursor.number(), 'json'));
        break;
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
    if (known !== undefined) return known;
    if (name.length > Bounds.NAME_CHARS) {
      throw new JsonFault('field_name_too_long', `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters`, cursor.position);
    }
    const separator = node === this.root ? 0 : 1;
    const created = this.create(node.pathLength + separator + memberPath(undefined, name).length, cursor);
    node.members.set(name, created);
    const lowered = name.toLowerCase();
    const twin = node.folded.get(lowered);
    if (twin === undefined) node.folded.set(lowered, name);
    else node.collision ??= { names: [twin, name], place: record.place(cursor.position) };
    return created;
  }

  private element(node: Node, cursor: JsonCursor): Node {
    return node.element ??= this.create(elementPath('').length + node.pathLength, cursor);
  }

  private create(pathLength: number, cursor: JsonCursor): Node {
    if (++this.nodes > Bounds.FIELDS) {
      throw new JsonFault('too_many_fields', `the file has more than ${Bounds.FIELDS} different fields; `
        + 'names that are data belong into values', cursor.position);
    }
    if (pathLength > Bounds.PATH_CHARS) {
      throw new JsonFault('field_name_too_long', `the names down to a field have more than ${Bounds.PATH_CHARS} characters`, cursor.position);
    }
    return new Node(pathLength);
  }
}

function collect(node: Node, path: string | undefined, into: Map<string, FieldEvidence>): void {
  if (node.collision !== undefined) {
    const [one, other] = node.collision.names.map(shown);
    throw new FileFault('case_collision', `the names ${one} and ${other} differ in case only; send one of them`, node.collision.place);
  }
  const place = (child: Node, at: string, parents: number): void => {
    into.set(at, { type: child.type, values: child.values, nulls: child.nulls, parents });
    if (child.type !== 'json') collect(child, at, into);
  };
  for (const [name, member] of node.members) place(member, memberPath(path, name), node.objects);
  if (node.element !== undefined) place(node.element, elementPath(path!), node.element.values + node.element.nulls);
}
