import { send } from '../client/ingest';
import { profiled } from '../client/ledger';
import { versions } from '../client/registry';
import { type Delivery, weatherOfTwoCities } from '../data';
import type { Story } from './story';

/** A source adds a column, and nobody has to do anything. */
export async function addAField({ pipeline, narrator, checks }: Story): Promise<Delivery> {
  narrator.chapter('The weather team adds a column');
  const delivery = weatherOfTwoCities();
  const { ingestId } = await send(pipeline, delivery);
  await profiled(pipeline, 'weather', ingestId);

  const [prior, current] = await versions(pipeline, 'weather');
  checks.equal('the new version adds `location`, removes nothing and is ACTIVE at once',
    [current?.status, current?.field_diff.added, current?.field_diff.removed], ['ACTIVE', ['location'], []]);
  checks.equal('the version before is DEPRECATED, and kept', prior?.status, 'DEPRECATED');
  return delivery;
}
