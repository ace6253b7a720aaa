/**
 * `npm run demo`: deploys the reference deployment onto a local cloud and plays a story with real files.
 *
 * `--keep` leaves the cloud up afterwards. Exits with 1 when any figure differs from the input.
 */
import { Checks } from './checks';
import { Pipeline } from './client/pipeline';
import { deployReference, slackStandIn } from './cloud';
import { Narrator } from './narrator';
import { addAField } from './story/add-a-field';
import { approveTheDrift } from './story/approve-the-drift';
import { end } from './story/end';
import { promoteTheDecided } from './story/promote-the-decided';
import { promoteTheRest } from './story/promote-the-rest';
import { renameAField } from './story/rename-a-field';
import { sendABrokenFile } from './story/send-a-broken-file';
import { sendFiles } from './story/send-files';
import type { Story } from './story/story';
import { down } from '../local/down';
import { CloudHome } from '../local/state';
import { startCloud } from '../local/up';

async function play(keep: boolean): Promise<boolean> {
  const narrator = new Narrator();
  const checks = new Checks(narrator);
  const say = (what: string) => narrator.say(what);
  narrator.chapter('A pipeline of one construct is deployed onto a cloud on this machine');
  // Outside the block that stops the cloud: this throws if a cloud already runs, and we must not stop that one.
  const access = await startCloud(CloudHome.DEFAULT, say);
  process.once('SIGINT', () => void down().finally(() => process.exit(130)));
  try {
    const slack = await slackStandIn(access);
    const pipeline = new Pipeline(await deployReference(access, say));
    await tell({ pipeline, slack, narrator, checks }, keep);
    await slack.stop();
  } finally {
    if (!keep) {
      await down();
    }
  }
  return checks.found.length === 0;
}

async function tell(story: Story, keep: boolean): Promise<void> {
  const first = await sendFiles(story);
  const grown = await addAField(story);
  const { delivery: renamed, drift } = await renameAField(story);
  await sendABrokenFile(story);

  const sent = [...first, grown];
  await promoteTheRest(story, sent.filter(({ sourceId }) => sourceId !== renamed.sourceId));
  await approveTheDrift(story, drift);
  await promoteTheDecided(story, [...sent, renamed]);
  end(story, keep);
}

play(process.argv.includes('--keep')).then(
  (whole) => process.exit(whole ? 0 : 1),
  (error: unknown) => {
    console.error(`\nThe story broke off: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
