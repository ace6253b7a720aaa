/**
 * What one file changes about its source's schema. Pure: the caller has read everything that the answer depends on.
 *
 * A change that only adds is accepted at once. A change is drift, and waits for a person, if it removes something, or if it
 * gives a path a type under which data that is already accepted would be read differently.
 */

import { accept } from './accept';
import { type Compatibility, type FieldDiff, type TypeChange, compatibilityOf, isDrift, typeChange } from './change';
import type { Fields } from './field-type';
import { acceptedPaths, closedPaths, hasAncestor, isWithin, joinFields } from './fields';
import { fingerprint } from './fingerprint';
import { type SchemaProfile, fieldTypes, profileReadAs } from './schema-profile';
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
  /** Paths that may be absent; everything below them may be absent too. */
  readonly optional: ReadonlySet<string>;
  /** The types that curated data holds. */
  readonly written: Fields;
  /** Objects that stay structs unless they have more names than any struct may have. */
  readonly structs?: ReadonlySet<string>;
}

export interface Judgement {
  readonly outcome: 'unchanged' | 'active' | 'breaking';
  readonly diff: FieldDiff;
  readonly compatibility: Compatibility;
  /** Whether a path that curated data holds changes its column type, so that this data would have to be rewritten. */
  readonly physical: boolean;
  /** Whether earlier plans must not be sealed: after any drift, any changed type, or if any path gets its first column. */
  readonly epochMoves: boolean;
  /** Fields of the new version, or those of ACTIVE if there is none. For drift: (ACTIVE − removed) joined with what was seen. */
  readonly fields: Fields;
  /** `head.paths` after this outcome; drift leaves it as it was. */
  readonly paths: Fields;
  /** What the file showed, as it is read: the members of a map are merged, and there is nothing below a path read as `json`. */
  readonly profile: SchemaProfile;
  /** The types of `profile`. */
  readonly observed: Fields;
  /** Equal for two files with the same changes. */
  readonly fingerprint: string;
}

const NOTHING: Fields = new Map();

/** The judgement of a source's first file: what it shows is the schema, even if it shows nothing yet. */
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
    paths: outcome === 'active' ? acceptedPaths(paths, fields, profile.family) : paths,
    profile,
    observed,
    fingerprint: fingerprint(diff, readTypes),
  };
}

/**
 * A path is new if neither the version of the file's time nor today's version has it. If only the former has it, a decision
 * has removed it since, and an older file does not undo that.
 */
function addedPaths(input: JudgeInput, observed: Fields): string[] {
  return [...observed.keys()].filter((path) => !input.active.has(path) && !input.baseline.has(path));
}

/**
 * A path is missing if it was required when the file was received, is still required, and the file has a place for it: an
 * object (or the record, or the CSV header) at its parent. So nothing else is missing below a missing path. Elements of an
 * array are never missing, because an empty array says nothing about them.
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
    // Accepting these would bring back what a decision removed, without asking anybody.
    || [...diff.typeChanged.keys()].some(removedSince)
    || diff.added.some((path) => hasAncestor(path, removedSince));
  if (breaking) {
    return 'breaking';
  }
  return diff.added.length > 0 || diff.typeChanged.size > 0 ? 'active' : 'unchanged';
}

/** Whether any path that had no column, because nothing was known below it, has one now. */
function getsFirstColumn(before: Fields, after: Fields): boolean {
  const closedBefore = closedPaths(before);
  const closedAfter = closedPaths(after);
  return [...before.keys()].some((path) => !closedBefore.has(path) && closedAfter.has(path));
}
