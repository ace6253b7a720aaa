/** The paths of a JSON file as the scanner finds them: which it may add, what they are called, and which are maps. */

import { type PathStep, stepPath } from '../../../../src/field-path';
import { MapRules } from '../../schema/maps';
import { Bounds } from '../bounds';
import { type DeadLetterReason, type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';

/** One path, named by its place in the order of appearance; the record itself is 0. */
export interface JsonPath {
  /** From the parent to here; undefined for the record. */
  readonly step?: PathStep;
  readonly parent: number;
  /** Code units of the escaped path. */
  readonly length: number;
  /** Its objects are maps: by a hint, or since they had too many different names. */
  isMap: boolean;
  /** Different names that its objects had, up to where they were found to be maps. */
  names: number;
  /** The path of the values of all names that came after that. */
  hasValue: boolean;
  /** Lower-cased name of a member → the name seen with it. */
  folded?: Map<string, string>;
  collision?: { readonly names: readonly [string, string]; readonly place: FaultPlace };
}

/** The scanner's numbers for these are in `scanner/json/node.ts`. */
export const Admission = { ADDED: 0, REFUSED: 1, IN_MAP: 2, TWICE_IN_MAP: 3 } as const;
export type Admission = typeof Admission[keyof typeof Admission];

/** The object that has the member, among all of the file, and how deep it is. */
export interface ObjectPlace {
  readonly serial: number;
  readonly depth: number;
}

/** Names of one open object that have no path of their own. */
interface Keys {
  readonly serial: number;
  readonly names: Set<string>;
}

export class JsonPaths {
  readonly all: JsonPath[] = [{ parent: -1, length: 0, isMap: false, names: 0, hasValue: false }];
  /** Why the last path was not admitted. */
  refusal?: { readonly reason: DeadLetterReason; readonly detail: string };
  /** By depth. They live as long as a record at most, so they are bounded as it is. */
  private readonly keys: Keys[] = [];

  /** @param maps paths whose objects are maps from the first on. */
  constructor(private readonly maps: ReadonlySet<string> = new Set()) {}

  /**
   * Adds the member `name` of objects at `parent`, or the elements of its arrays; a map's names share one path.
   *
   * Names that differ in case only are noted and not refused: below a path of mixed values or in a map they do no harm,
   * and whether a path is either is only certain at the end.
   *
   * @returns for a refusal, see `refusal`.
   */
  admit(parent: number, name: string | undefined, place: () => FaultPlace, object: ObjectPlace): Admission {
    if (name === undefined) {
      return this.add(parent, { kind: 'element' });
    }
    if (name.length > Bounds.NAME_CHARS) {
      return this.refuse('field_name_too_long', `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters`);
    }
    const owner = this.all[parent];
    // The record is the row of a table, and no map.
    if (parent !== 0 && owner.names >= MapRules.STRUCT_KEYS) {
      owner.isMap = true;
    }
    if (owner.isMap) {
      return this.addKey(parent, name, object);
    }
    const admission = this.add(parent, { kind: 'member', name });
    if (admission === Admission.ADDED) {
      noteName(owner, name, place);
    }
    return admission;
  }

  private addKey(parent: number, name: string, { serial, depth }: ObjectPlace): Admission {
    const owner = this.all[parent];
    if (!owner.hasValue) {
      const admission = this.add(parent, { kind: 'value' });
      if (admission !== Admission.ADDED) {
        return admission;
      }
      owner.hasValue = true;
    }
    if (this.keys[depth]?.serial !== serial) {
      this.keys[depth] = { serial, names: new Set() };
    }
    // Whatever is deeper was of objects that are closed.
    this.keys.length = depth + 1;
    const { names } = this.keys[depth];
    if (names.has(name)) {
      return Admission.TWICE_IN_MAP;
    }
    names.add(name);
    return Admission.IN_MAP;
  }

  private add(parent: number, step: PathStep): Admission {
    const owner = this.all[parent];
    const separator = step.kind === 'member' && parent !== 0 ? 1 : 0;
    const length = owner.length + separator + stepPath(undefined, step).length;
    if (this.all.length > Bounds.FIELDS) {
      return this.refuse('too_many_fields', `the file has more than ${Bounds.FIELDS} different fields; names that are data belong into values`);
    }
    if (length > Bounds.PATH_CHARS) {
      return this.refuse('field_name_too_long', `the names down to a field have more than ${Bounds.PATH_CHARS} characters`);
    }
    const isMap = this.maps.size > 0 && this.maps.has(stepPath(this.pathOf(parent), step));
    this.all.push({ step, parent, length, isMap, names: 0, hasValue: false });
    return Admission.ADDED;
  }

  private pathOf(index: number): string | undefined {
    const { step, parent } = this.all[index];
    return step === undefined ? undefined : stepPath(this.pathOf(parent), step);
  }

  private refuse(reason: DeadLetterReason, detail: string): Admission {
    this.refusal = { reason, detail };
    return Admission.REFUSED;
  }
}

function noteName(owner: JsonPath, name: string, place: () => FaultPlace): void {
  owner.names++;
  owner.folded ??= new Map();
  const lowered = name.toLowerCase();
  const twin = owner.folded.get(lowered);
  if (twin === undefined) {
    owner.folded.set(lowered, name);
  } else {
    owner.collision ??= { names: [twin, name], place: place() };
  }
}

export function caseCollision([one, other]: readonly [string, string], place: FaultPlace = {}): FileFault {
  return new FileFault('case_collision', `the names ${shown(one)} and ${shown(other)} differ in case only; send one of them`, place);
}
