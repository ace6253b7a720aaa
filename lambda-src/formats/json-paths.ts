/** The paths of a JSON file as the scanner finds them: which it may add, and what they are called. */

import { Bounds } from './bounds';
import { DeadLetterReason, FaultPlace, FileFault } from './fault';
import { shown } from './json-cursor';
import { elementPath, memberPath } from '../schema/path';

/** One path, named by its place in the order of appearance; the record itself is 0. */
export interface JsonPath {
  /** Raw name; undefined for the elements of an array, and for the record. */
  readonly name?: string;
  readonly parent: number;
  /** Code units of the escaped path. */
  readonly length: number;
  /** Lower-cased name of a member → the name seen with it. */
  folded?: Map<string, string>;
  collision?: { readonly names: readonly [string, string]; readonly place: FaultPlace };
}

export class JsonPaths {
  readonly all: JsonPath[] = [{ parent: -1, length: 0 }];
  /** Why the last path was not admitted. */
  refusal?: { readonly reason: DeadLetterReason; readonly detail: string };

  /**
   * Adds the member `name` of objects at `parent`, or the elements of its arrays.
   *
   * Names that differ in case only are noted and not refused: below a path of mixed values they do no harm, and whether
   * a path is mixed is only certain at the end.
   *
   * @returns whether it is within the bounds; else see `refusal`.
   */
  admit(parent: number, name: string | undefined, place: () => FaultPlace): boolean {
    const owner = this.all[parent];
    if (name !== undefined && name.length > Bounds.NAME_CHARS) {
      return this.refuse('field_name_too_long', `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters`);
    }
    const step = name === undefined ? elementPath('').length : memberPath(undefined, name).length + (parent === 0 ? 0 : 1);
    const length = owner.length + step;
    if (this.all.length > Bounds.FIELDS) {
      return this.refuse('too_many_fields', `the file has more than ${Bounds.FIELDS} different fields; names that are data belong into values`);
    }
    if (length > Bounds.PATH_CHARS) {
      return this.refuse('field_name_too_long', `the names down to a field have more than ${Bounds.PATH_CHARS} characters`);
    }
    this.all.push({ name, parent, length });
    if (name !== undefined) noteTwin(owner, name, place);
    return true;
  }

  private refuse(reason: DeadLetterReason, detail: string): boolean {
    this.refusal = { reason, detail };
    return false;
  }
}

function noteTwin(owner: JsonPath, name: string, place: () => FaultPlace): void {
  owner.folded ??= new Map();
  const lowered = name.toLowerCase();
  const twin = owner.folded.get(lowered);
  if (twin === undefined) owner.folded.set(lowered, name);
  else owner.collision ??= { names: [twin, name], place: place() };
}

/** @throws FileFault `case_collision` if members of the path have names that differ in case only. */
export function assertNoCollision({ collision }: JsonPath): void {
  if (collision === undefined) return;
  const [one, other] = collision.names.map(shown);
  throw new FileFault('case_collision', `the names ${one} and ${other} differ in case only; send one of them`, collision.place);
}
