import type { ProfileDeps } from './deps';
import { parsePath } from '../../../src/field-path';
import { readSnapshot } from '../../store/tables/read-snapshot';

/**
 * The names of the columns of a CSV source's ACTIVE version. They decide how to read a file that could be read in two ways.
 *
 * @returns undefined if the source has no version yet
 */
export async function activeColumns(deps: ProfileDeps, sourceId: string): Promise<ReadonlySet<string> | undefined> {
  const snapshot = await readSnapshot(deps.registry, deps.ledger, sourceId, { history: false });
  if (snapshot === undefined) {
    return undefined;
  }
  const fields = await deps.registry.fields(snapshot.active);
  return new Set([...fields.keys()].flatMap((path) => {
    const [step] = parsePath(path);
    return step.kind === 'member' ? [step.name] : [];
  }));
}
