/**
 * Finds declarations under which samples can be read that cannot be read as declared. It tries changes with the real reader, the
 * likely ones first, alone and together.
 */

import type { ReadingConfig } from '../../../../src/source-config';
import type { FileProfile } from '../../profiling/file-profile';
import { fieldTypes } from '../../schema/schema-profile';
import { REMEDIES } from '../remedies';
import { type Read, type Refused, attempt } from '../trying/attempt';
import { type Change, changed } from '../trying/change';
import type { Proposal } from '../trying/proposal';
import { type Sample, linesOf, textOf } from '../trying/sample';

/** Declarations that are tried at most. */
const MOST_ATTEMPTS = 80;
/** Changes that are tried together at most, and what they may cost together: with enough of them, anything can be read somehow. */
const MOST_CHANGES = 4;
const MOST_COST = 4;
/** What typed cells are worth, compared with the cost of a change. */
const WORTH_OF_TYPES = 1.5;
/** What it costs if the files of a source have no column in common. */
const COST_OF_OTHER_COLUMNS = 2;
/** Two proposals are about equally good if their scores differ by less. */
const ABOUT_EQUAL = 0.25;
/** After the first success, changes that cost so much more are no longer tried. */
const TOO_FAR_FETCHED = ABOUT_EQUAL + WORTH_OF_TYPES;

interface Candidate {
  readonly declared: ReadingConfig;
  readonly changes: readonly Change[];
  readonly cost: number;
}

/**
 * @param isLate whether the time for it is over; what was found until then counts.
 * @returns the best proposal, and others that are about equally good but read other values; nothing if none was found.
 */
export async function search(samples: readonly Sample[], declared: ReadingConfig, isLate: () => boolean = () => false): Promise<Proposal[]> {
  if (samples.every((sample) => textOf(sample).trim() === '')) {
    return [];
  }
  const queue: Candidate[] = [{ declared, changes: [], cost: 0 }];
  const seen = new Set<string>([keyOf(declared)]);
  const found: Scored[] = [];
  for (let tries = 0; tries < MOST_ATTEMPTS && queue.length > 0 && !isLate(); tries++) {
    const candidate = takeCheapest(queue);
    if (found.length > 0 && candidate.cost > found[0].cost + TOO_FAR_FETCHED) {
      break;
    }
    const outcome = await attempt(samples, candidate.declared);
    if ('profiles' in outcome) {
      if (isPlausible(candidate, outcome)) {
        const score = candidate.cost - WORTH_OF_TYPES * typedShare(outcome.profiles) + COST_OF_OTHER_COLUMNS * unlikeness(outcome.profiles);
        found.push({ ...candidate, ...outcome, score });
      }
      continue;
    }
    if (candidate.changes.length < MOST_CHANGES) {
      for (const next of furtherChanges(candidate, outcome, samples, seen)) {
        queue.push(next);
      }
    }
  }
  return bestOf(found);
}

interface Scored extends Candidate, Read {
  readonly score: number;
}

function takeCheapest(queue: Candidate[]): Candidate {
  const at = queue.reduce((best, each, i) => (each.cost < queue[best].cost ? i : best), 0);
  return queue.splice(at, 1)[0];
}

function* furtherChanges(
  { declared, changes, cost }: Candidate, { fault, sample }: Refused, samples: readonly Sample[], seen: Set<string>,
): Generator<Candidate> {
  const text = textOf(sample, declared.csv?.encoding);
  const refusal = { fault, sample, samples, declared, text, lines: linesOf(text) };
  for (const remedy of REMEDIES) {
    for (const change of remedy(refusal)) {
      const next = changed(declared, change.set);
      if (next !== undefined && cost + change.cost <= MOST_COST && !seen.has(keyOf(next))) {
        seen.add(keyOf(next));
        yield { declared: next, changes: [...changes, change], cost: cost + change.cost };
      }
    }
  }
}

function keyOf({ csv, ...others }: ReadingConfig): string {
  const sorted = (object: object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted(others), sorted(csv ?? {})]);
}

/** Changes to the form of a CSV file read almost anything as a table. Such a reading counts only if it looks like one. */
function isPlausible({ changes }: Candidate, { profiles }: Read): boolean {
  if (changes.length === 0) {
    return true;
  }
  const options = new Set(changes.flatMap(({ set }) => [...Object.keys(set), ...Object.keys(set.csv ?? {})]));
  const changesForm = ['format', 'delimiter', 'quote', 'escape', 'preambleLines', 'comment'].some((option) => options.has(option));
  return profiles.some(({ records }) => records > 0) && profiles.every(({ columns }) => (
    columns === undefined || !changesForm || (columns.length > 1 && !columns.some((name) => /^["']|["']$|[\r\n]/.test(name)))
  ));
}

/** Of all values, the share that has a type of its own. */
function typedShare(profiles: readonly FileProfile[]): number {
  let [typed, all] = [0, 0];
  for (const { schema } of profiles) {
    for (const { type, values } of schema.fields.values()) {
      all += values;
      typed += type === 'string' || type === 'json' ? 0 : values;
    }
  }
  return all === 0 ? 0 : typed / all;
}

/** The share of the columns that some files have and others do not. */
function unlikeness(profiles: readonly FileProfile[]): number {
  const sets = profiles.flatMap(({ columns }) => (columns === undefined ? [] : [new Set(columns)]));
  const all = new Set(sets.flatMap((set) => [...set]));
  const common = [...all].filter((name) => sets.every((set) => set.has(name)));
  return all.size === 0 ? 0 : 1 - common.length / all.size;
}

function bestOf(found: readonly Scored[]): Proposal[] {
  const best = new Map<string, Scored>();
  for (const each of [...found].sort((a, b) => a.score - b.score || a.cost - b.cost)) {
    const result = resultOf(each);
    best.set(result, best.get(result) ?? each);
  }
  const ranked = [...best.values()];
  return ranked.filter((each) => isAboutAsGood(each, ranked[0]))
    .map(({ declared, changes, profiles }) => ({ declared, changes, profiles }));
}

function isAboutAsGood(each: Scored, best: Scored): boolean {
  const isChosen = ({ changes }: Scored) => changes.some(({ doubt }) => doubt === 'choice');
  // Of what the reader could not decide, types decide nothing.
  return each.score < best.score + ABOUT_EQUAL || (isChosen(each) && isChosen(best) && each.changes.length === best.changes.length
    && Math.abs(each.cost - best.cost) < ABOUT_EQUAL && each.score < best.score + WORTH_OF_TYPES);
}

/** Equal for two declarations under which the samples have the same values, as far as their profiles show. */
function resultOf({ declared, profiles }: Scored): string {
  const results = profiles.map(({ records, badRecords, schema }) => [records, badRecords.length, ...fieldTypes(schema)]);
  return JSON.stringify([declared.csv?.encoding, results]);
}
