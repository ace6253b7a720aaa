import type { Story } from './story';

/** Tells the result, and says where to look next. */
export function end({ narrator, checks, pipeline }: Story, keep: boolean): void {
  narrator.chapter(checks.found.length === 0
    ? `All ${checks.count} figures agree with the files that were sent`
    : `${checks.found.length} of ${checks.count} figures differ from the files that were sent`);
  for (const difference of checks.found) {
    narrator.verdict(false, difference);
  }

  narrator.say(keep ? 'The cloud stays up:' : 'The cloud is stopped. `npm run demo -- --keep` leaves it up.');
  if (keep) {
    narrator.quote([
      `API          ${pipeline.state.apiUrl}`,
      'keys, names  local/.state.json',
      'next run     npm run local -- promote',
      'stop         npm run local -- down',
    ].join('\n'));
  }
  narrator.say('Where to look next:');
  narrator.quote([
    'examples/reference-deployment/app.ts   what was deployed',
    'docs/source-teams.md                   how to send files',
    'docs/consumers.md                      what the tables promise',
    'docs/operations.md                     each alarm, and how a drift is decided',
    'docs/data-model.md                     every row and object of the story',
    'README.md                              how to use the construct in an app',
  ].join('\n'));
}
