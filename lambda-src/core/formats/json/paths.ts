/** The paths of a JSON file as the scanner finds them: which paths it may add, what their names are, and which are maps. */

import { type PathStep, stepPath } from '../../../../src/field-path';
import { MapRules } from '../../schema/maps';
import { Bounds } from '../bounds';
import { type DeadLetterReason, type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';

/** One path, identified by its place in the order of appearance; the record itself is 0. */
export interface JsonPath {
  /** The step from the parent to this path; undefined for the record. */
  readonly step?: PathStep;
  readonly parent: number;
  /** Code units of the escaped path. */
  readonly length: number;
  /** Whether its objects are maps, either by a hint or because they had too many different names. */
  isMap: boolean;
  /** How many different names its objects had before they were found to be maps. */
  names: number;
  /** The address of the format in which its values are written; 0 if it has none. */
  readonly format: number;
  /** Whether the values of all later names have their common path. */
  hasValue: boolean;
  /** Lower-cased name of a member → the name seen with it. */
  folded?: Map<string, string>;
  collision?: { readonly names: readonly [string, string]; readonly place: FaultPlace };
}

/** The scanner's numbers for these are in `scanner/json/node.ts`. */
export const Admission = { ADDED: 0, REFUSED: 1, IN_MAP: 2, TWICE_IN_MAP: 3 } as const;
export type Admission = typeof Admission[keyof typeof Admission];

/** Identifies the object that has the member among all objects of the file, and says how deep it is. */
export interface ObjectPlace {
  readonly serial: number;
  readonly depth: number;
}

/** The names of one open object that have no path of their own. */
interface Keys {
  readonly serial: number;
  readonly names: Set<string>;
}

export class JsonPaths {
  readonly all: JsonPath[] = [{ parent: -1, length: 0, isMap: false, format: 0, names: 0, hasValue: false }];
  /** Why the last path was not admitted. */
  refusal?: { readonly reason: DeadLetterReason; readonly detail: string };
  /** By path: the addresses of formats. */
  readonly formats = new Map<string, number>();
  /** By depth. They live at most as long as a record, so the bounds of a record limit them. */
  private readonly keys: Keys[] = [];

  /** @param maps paths whose objects are maps from the beginning. */
  constructor(private readonly maps: ReadonlySet<string> = new Set()) {}

  /**
   * Adds the member `name` of objects at `parent`, or the elements of its arrays. All names of a map share one path.
   *
   * Names that differ only in case are noted but not refused: below a path with mixed values or in a map they do no harm, and
   * only at the end is it certain whether a path is one of these.
   *
   * @returns the answer; if it is a refusal, `refusal` has the reason.
   */
  admit(parent: number, name: string | undefined, place: () => FaultPlace, object: ObjectPlace): Admission {
    if (name === undefined) {
      return this.add(parent, { kind: 'element' });
    }
    if (name.length > Bounds.NAME_CHARS) {
      return this.refuse('field_name_too_long', `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters`);
    }
    const owner = this.all[parent];
    // The record is the row of a table, so it is never a map.
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
    // All deeper entries belong to objects that are closed.
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
      return this.refuse('too_many_fields', `the file has more than ${Bounds.FIELDS} different fields; put names that are data into values`);
    }
    if (length > Bounds.PATH_CHARS) {
      return this.refuse('field_name_too_long', `the names down to a field have more than ${Bounds.PATH_CHARS} characters`);
    }
    const path = this.maps.size + this.formats.size === 0 ? undefined : stepPath(this.pathOf(parent), step);
    const isMap = path !== undefined && this.maps.has(path);
    const format = path === undefined ? 0 : this.formats.get(path) ?? 0;
    this.all.push({ step, parent, length, isMap, format, names: 0, hasValue: false });
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
