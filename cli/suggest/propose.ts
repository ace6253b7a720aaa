/** What a source of these samples should declare, as far as the samples show it. */

import { refineValues } from '../../lambda-src/core/advice/refinements';
import type { OpenQuestion } from '../../lambda-src/core/advice/refinements/refining';
import { refineShape } from '../../lambda-src/core/advice/refinements/shapes';
import { search } from '../../lambda-src/core/advice/search/search';
import { settingsOf } from '../../lambda-src/core/advice/search/wording';
import { type Change, type Settings, changed } from '../../lambda-src/core/advice/trying/change';
import type { Proposal } from '../../lambda-src/core/advice/trying/proposal';
import type { Sample } from '../../lambda-src/core/advice/trying/sample';
import type { ReadingConfig } from '../../src/source-config';

export interface Suggestion {
  readonly declared: ReadingConfig;
  /** What it declares besides the format, with reasons. */
  readonly changes: readonly Change[];
  /** What only a person can decide. */
  readonly questions: readonly OpenQuestion[];
  /** Whether the samples can be read under it. */
  readonly isReadable: boolean;
}

/** Gives the answer to a question; undefined if nobody answers. */
export type Ask = (question: OpenQuestion) => Promise<Settings | undefined>;

/** @returns undefined if no declaration was found under which the samples can be read. */
export async function propose(samples: readonly Sample[], declared: ReadingConfig, ask: Ask): Promise<Suggestion | undefined> {
  const found = await search(samples, declared);
  if (found.length === 0) {
    return undefined;
  }
  const questions: OpenQuestion[] = [];
  const answers: Change[] = [];
  const settle = async (open: readonly OpenQuestion[]) => {
    for (const question of open) {
      const set = await ask(question);
      if (set === undefined) {
        questions.push(question);
      } else if (Object.keys(set).length > 0) {
        answers.push({ set, because: 'you chose it', cost: 0 });
      }
    }
  };

  const isCertain = found.length === 1 && found[0].changes.every(({ doubt }) => doubt !== 'lone');
  const chosen = isCertain ? found[0] : await choose(found, ask);
  if (chosen === undefined) {
    return { declared, changes: [], questions: [questionOf(found)], isReadable: false };
  }
  const shaped = await refineShape(samples, chosen);
  await settle(shaped.questions);
  const placed = await withAnswers(samples, shaped, answers.splice(0));
  const refined = await refineValues(samples, placed);
  await settle(refined.questions);
  return { ...await withAnswers(samples, refined, answers), questions, isReadable: true };
}

async function choose(found: readonly Proposal[], ask: Ask): Promise<Proposal | undefined> {
  const question = questionOf(found);
  const answer = await ask(question);
  return answer === undefined ? undefined : found[question.answers.indexOf(answer)];
}

function questionOf(found: readonly Proposal[]): OpenQuestion {
  return {
    asks: found.length === 1 ? 'The files can be read in this way, but they may be meant in another one. Is it right?'
      : `The files can be read in ${found.length} ways that are about equally good. Which one is meant?`,
    answers: found.map(settingsOf),
  };
}

async function withAnswers(samples: readonly Sample[], start: Proposal, answers: readonly Change[]): Promise<Proposal> {
  const declared = answers.reduce<ReadingConfig>((all, { set }) => changed(all, set) ?? all, start.declared);
  const [again] = answers.length === 0 ? [start] : await search(samples, declared);
  return again === undefined ? start : { ...again, changes: [...start.changes, ...answers, ...answers.length === 0 ? [] : again.changes] };
}
