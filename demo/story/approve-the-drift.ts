import type { Story } from './story';
import { editStatus, version, type Version } from '../client/registry';
import { waitFor } from '../client/wait';

const NOTE = 'The vendor renamed the field; both columns stay (change request 4711).';

/** A person decides as ADR-007 describes: the person sets the status of the version and writes a note. */
export async function approveTheDrift({ pipeline, narrator, checks }: Story, drift: Version): Promise<void> {
  narrator.chapter('A person decides: status = ACTIVE, and a note, on the item in DynamoDB');
  narrator.quote(`source_id = cars, sk = ${drift.sk}\nstatus = ACTIVE\nnote = ${NOTE}`);
  await editStatus(pipeline, 'cars', drift.sk, 'ACTIVE', NOTE);
  const decided = await waitFor('the decision to be carried out', async () => {
    const found = await version(pipeline, 'cars', drift.sk);
    return found.resolution && found;
  });
  checks.equal('the registry has carried it out: approved, with the note',
    [decided.status, decided.resolution!.verdict, decided.resolution!.note], ['ACTIVE', 'approved', NOTE]);
}
