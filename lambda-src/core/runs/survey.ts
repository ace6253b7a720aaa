/** What one source has for a run to promote. */
export interface SourceSurvey {
  /** A drift of it is undecided. */
  readonly isBlocked: boolean;
  /** It has files to promote, or a transaction that a run left unfinished. */
  readonly isPromotable: boolean;
  /** Files of rejected versions are among the pending ones. */
  readonly hasRejected: boolean;
}

/** Surveys by source id. */
export type Surveys = ReadonlyMap<string, SourceSurvey>;

export function isAnyPromotable(surveys: Surveys): boolean {
  return [...surveys.values()].some(({ isPromotable }) => isPromotable);
}

/** The sources that wait for a person, in the order of their ids. */
export function blockedSources(surveys: Surveys): string[] {
  return sourcesThat(surveys, ({ isBlocked }) => isBlocked);
}

/** Why a run does nothing if no source is promotable, as its row says it. */
export function whyNothing(surveys: Surveys): string {
  const blocked = blockedSources(surveys);
  const rejected = sourcesThat(surveys, ({ hasRejected }) => hasRejected);
  return [
    'nothing to promote',
    ...blocked.length > 0 ? [`blocked: ${blocked.join(', ')}`] : [],
    ...rejected.length > 0 ? [`rejected files are still being taken out: ${rejected.join(', ')}`] : [],
  ].join('; ');
}

function sourcesThat(surveys: Surveys, isIt: (survey: SourceSurvey) => boolean): string[] {
  return [...surveys].filter(([, survey]) => isIt(survey)).map(([sourceId]) => sourceId).sort();
}
