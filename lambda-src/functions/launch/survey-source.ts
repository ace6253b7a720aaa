import type { SourceConfig } from '../../../src/source-config';
import type { SourceSurvey } from '../../core/runs/survey';
import type { Decider } from '../../store/decisions/decide';
import { lookAtPending } from '../../store/tables/pending-files';

/**
 * Looks at one source with a bounded number of reads, however many files wait there: at its head, its open transactions, and its
 * oldest and newest pending files. If all of these files were rejected, the source counts as not promotable until they are taken
 * out, whatever lies between them. Otherwise every launch might start a cluster for nothing.
 */
export async function surveySource({ sourceId }: SourceConfig, { registry, ledger }: Decider): Promise<SourceSurvey> {
  const isBlocked = ((await registry.head(sourceId))?.open.length ?? 0) > 0;
  // A transaction past its point of no return is finished even while the source is blocked.
  const hasOpenTransaction = await ledger.hasOpenTransaction(sourceId);
  if (isBlocked) {
    return { isBlocked, isPromotable: hasOpenTransaction, hasRejected: false };
  }
  const oldest = await lookAtPending({ registry, ledger }, sourceId);
  const hasRejected = oldest.rejected.length > 0;
  const isPromotable = hasOpenTransaction || oldest.hasPromotable
    || (oldest.next !== undefined && (await lookAtPending({ registry, ledger }, sourceId, { isBackwards: true })).hasPromotable);
  return { isBlocked, isPromotable, hasRejected };
}
