/**
 * What one file changes about its source's schema. Pure: the caller has read everything that the answer depends on.
 *
 * A change that only adds is taken up at once. One that takes something away, or gives a path a type under which data
 * already accepted would not be read as it was, is drift: it waits for a person.
 */

import { accept } from './accept';
import { type Compatibility, type FieldDiff, type TypeChange, compatibilityOf, isDrift, typeChange } from './change';
import type { Fields } from './field-type';
import { closedPaths, hasAncestor, isWithin, joinFields } from './fields';
import { fingerprint } from './fingerprint';
import { type SchemaProfile, fieldTypes, profileReadAs } from './profile';
import { withSparseMaps } from './sparse-maps';
import { parentOf } from '../../../src/field-path';

export interface JudgeInput {
  readonly profile: SchemaProfile;
  /** Fields of the ACTIVE version. */
  readonly active: Fields;
  /** Fields of the version that was ACTIVE when the file was received; empty if there was none. */
  readonly baseline: Fields;
  /** `head.paths`: the read type of every path that any accepted version had. */
  readonly paths: Fields;
  /** Paths that may be absent; so may whatever lies below them. */
  readonly optional: ReadonlySet<string>;
  /** The types that curated data holds. */
  readonly written: Fields;
  /** Objects that are structs however many names they have, as far as these are few enough for one. */
  readonly structs?: ReadonlySet<string>;
}

export interface Judgement {
  readonly outcome: 'unchanged' | 'active' | 'breaking';
  readonly diff: FieldDiff;
  readonly compatibility: Compatibility;
  /** Whether a path that curated data holds changes its column type, so that an approval needs that data rewritten. */
  readonly physical: boolean;
  /** Whether plans made before must not be sealed: any drift, any changed type, any path that gets its first column. */
  readonly epochMoves: boolean;
  /** Fields of the new version; ACTIVE's if there is none. Of drift: (ACTIVE − removed) joined with what was seen. */
  readonly fields: Fields;
  /** `head.paths` after this outcome; drift leaves it as it was. */
  readonly paths: Fields;
  /** The file's read types: for each path that it showed a value at and that has a column, the join of seen and `paths`. */
  readonly types: Fields;
  /** What the file showed, as it is read: members of maps in one, nothing below a path that is read as `json`. */
  readonly profile: SchemaProfile;
  /** The types of that. */
  readonly observed: Fields;
  /** Equal for two files that change the same. */
  readonly fingerprint: string;
}

const NOTHING: Fields = new Map();

/** The judgement of a source's first file: whatever it shows is the schema, even if that is nothing yet. */
export function firstVersion(profile: SchemaProfile, structs?: ReadonlySet<string>): Judgement {
  const first = judge({ profile, active: NOTHING, baseline: NOTHING, paths: NOTHING, optional: new Set(), written: NOTHING, structs });
  return { ...first, outcome: 'active' };
}

export function judge(given: JudgeInput): Judgement {
  const { active, paths } = given;
  const shown = withSparseMaps(given.profile, paths, given.structs);
  const readTypes = joinFields(paths, fieldTypes(shown), shown.family);
  const profile = profileReadAs(shown, readTypes);
  const input = { ...given, profile };
  const observed = fieldTypes(profile);
  const diff: FieldDiff = {
    added: addedPaths(input, observed),
    removed: missingPaths(input, observed, readTypes),
    renamed: new Map(),
    typeChanged: changedTypes(input, observed, readTypes),
  };
  const outcome = judgeOutcome(input, diff);
  const fields = outcome === 'unchanged' ? active : accept({ active, diff, observed, readTypes });
  return {
    outcome,
    diff,
    compatibility: compatibilityOf(diff),
    physical: [...diff.typeChanged.values()].some((change) => change.class === 'physical'),
    epochMoves: outcome === 'breaking' || diff.typeChanged.size > 0 || getsFirstColumn(active, fields),
    fields,
    paths: outcome === 'active' ? joinFields(paths, fields, profile.family) : paths,
    types: fileTypes(profile, observed, readTypes),
    profile,
    observed,
    fingerprint: fingerprint(diff, readTypes),
  };
}

/**
 * A path is new if neither the version of the file's time nor today's has it. One that only the former has was removed
 * by a decision since, which an older file does not undo.
 */
function addedPaths(input: JudgeInput, observed: Fields): string[] {
  return [...observed.keys()].filter((path) => !input.active.has(path) && !input.baseline.has(path)).sort();
}

/**
 * A path is missing if it was required when the file was received, still is, and the file had where to put it: an
 * object (or the record, or the CSV header) at its parent. So below a missing path nothing else is missing, and elements
 * of an array never are: that it is empty says nothing about them.
 */
function missingPaths(input: JudgeInput, observed: Fields, readTypes: Fields): string[] {
  const { profile, active, baseline, optional } = input;
  const recordSeen = profile.family === 'csv' || profile.records > 0;
  const hadPlace = (path: string): boolean => {
    const parent = parentOf(path);
    if (parent === undefined) {
      return recordSeen;
    }
    return observed.get(parent) === 'struct' && readTypes.get(parent) === 'struct';
  };
  return [...baseline.keys()]
    .filter((path) => active.has(path) && !observed.has(path) && hadPlace(path) && !isWithin(path, optional))
    .sort();
}

/** Types are compared with those of every accepted version, because data under all of them is read together. */
function changedTypes(input: JudgeInput, observed: Fields, readTypes: Fields): Map<string, TypeChange> {
  const changes = new Map<string, TypeChange>();
  for (const path of [...observed.keys()].sort()) {
    const [from, to] = [input.paths.get(path), readTypes.get(path)!];
    if (from !== undefined && from !== to) {
      changes.set(path, typeChange(from, to, input.written.get(path)));
    }
  }
  return changes;
}

function judgeOutcome(input: JudgeInput, diff: FieldDiff): Judgement['outcome'] {
  const removedSince = (path: string): boolean => input.baseline.has(path) && !input.active.has(path);
  const breaking = diff.removed.length > 0
    || [...diff.typeChanged.values()].some(isDrift)
    // Taking these up would bring back, unasked, what a decision removed.
    || [...diff.typeChanged.keys()].some(removedSince)
    || diff.added.some((path) => hasAncestor(path, removedSince));
  if (breaking) {
    return 'breaking';
  }
  return diff.added.length > 0 || diff.typeChanged.size > 0 ? 'active' : 'unchanged';
}

/** Whether a path that had no column, because nothing was known below it, has one now. */
function getsFirstColumn(before: Fields, after: Fields): boolean {
  const closedBefore = closedPaths(before);
  const closedAfter = closedPaths(after);
  return [...before.keys()].some((path) => !closedBefore.has(path) && closedAfter.has(path));
}

function fileTypes(profile: SchemaProfile, observed: Fields, readTypes: Fields): Fields {
  const closed = closedPaths(readTypes);
  return new Map([...observed.keys()]
    .filter((path) => closed.has(path) && profile.fields.get(path)!.values > 0)
    .map((path) => [path, readTypes.get(path)!]));
}
