import type { SourceConfig } from '../../../src/source-config';
import type { Decider } from '../../store/decisions/decide';
import { lookAtPending, takeOut } from '../../store/tables/pending-files';

/**
 * Takes files of rejected versions out of the pending ones, page by page from the oldest on, as long as pages hold any.
 *
 * It takes one page of each source in turn, so that no source waits for the backlog of another. The next launch begins with what is
 * left over, because what was taken out is no longer there.
 *
 * @param failed is called if the files of one source cannot be taken out; the other sources go on
 */
export async function takeOutRejected(
  sources: readonly SourceConfig[], decider: Decider, hasTime: () => boolean, failed: (sourceId: string, error: unknown) => void,
): Promise<void> {
  let waiting: { readonly sourceId: string; readonly after?: string }[] = sources.map(({ sourceId }) => ({ sourceId }));
  while (waiting.length > 0) {
    const goingOn: typeof waiting = [];
    for (const { sourceId, after } of waiting) {
      if (!hasTime()) {
        return;
      }
      try {
        const { rejected, next } = await lookAtPending(decider, sourceId, { after });
        await takeOut(decider.ledger, rejected);
        if (next !== undefined && rejected.length > 0) {
          goingOn.push({ sourceId, after: next });
        }
      } catch (error) {
        failed(sourceId, error);
      }
    }
    waiting = goingOn;
  }
}
