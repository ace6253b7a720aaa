import type { Story } from './story';
import { send } from '../client/ingest';
import { profiled } from '../client/ledger';
import { version, type Version } from '../client/registry';
import { plainText } from '../client/slack-receiver';
import { waitFor } from '../client/wait';
import { carsSince1977, type Delivery } from '../data';

/** A source renames a field. The drift, which could have returned nulls for months, is announced within seconds. */
export async function renameAField({ pipeline, slack, narrator, checks }: Story): Promise<{ delivery: Delivery; drift: Version }> {
  narrator.chapter('The cars team renames Miles_per_Gallon to mpg, and tells nobody');
  const delivery = carsSince1977();
  const { ingestId } = await send(pipeline, delivery);
  const row = await profiled(pipeline, 'cars', ingestId);
  const drift = await version(pipeline, 'cars', row.registry_version!);
  checks.equal('the new version is BREAKING: `Miles_per_Gallon` is gone, `mpg` has come',
    [drift.status, drift.field_diff.removed, drift.field_diff.added], ['BREAKING', ['Miles_per_Gallon'], ['mpg']]);

  const message = await waitFor('the drift message', async () => slack.messages.map(plainText).find((text) => text.includes('Miles_per_Gallon')));
  narrator.say('Slack shows:');
  narrator.quote(message);
  checks.equal('the message names the source, the field that is gone and the field that has come',
    ['cars', 'Miles_per_Gallon', 'mpg'].filter((word) => !message.includes(word)), []);
  return { delivery, drift };
}
