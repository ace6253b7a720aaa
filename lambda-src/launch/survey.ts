import type { SourceConfig } from '../../src/contract';
import { rejectPendingOfRejectedVersions } from '../ledger/rejected-files';
import { decide, Decider } from '../registry/decide';

/** What there is to promote. */
export interface Survey {
  /** Sources with files to promote, or with a transaction that a run left unfinished. */
  readonly promotable: string[];
  /** Sources with a drift that nobody has decided. */
  readonly blocked: string[];
  /** Sources that could not be looked at, and why. */
  readonly failed: ReadonlyArray<{ readonly sourceId: string; readonly error: unknown }>;
}

/**
 * Looks at every source, after what people decided has been carried out: the files of versions they rejected have left
 * the pending ones then, and cannot start a cluster.
 *
 * One source that cannot be looked at does not keep the others waiting.
 */
export async function survey(sources: Iterable<SourceConfig>, decider: Decider): Promise<Survey> {
  const promotable: string[] = [];
  const blocked: string[] = [];
  const failed: Array<{ sourceId: string; error: unknown }> = [];
  for (const source of sources) {
    try {
      const { isBlocked, isPromotable } = await surveySource(source, decider);
      if (isBlocked) blocked.push(source.sourceId);
      if (isPromotable) promotable.push(source.sourceId);
    } catch (error) {
      failed.push({ sourceId: source.sourceId, error });
    }
  }
  return { promotable, blocked, failed };
}

async function surveySource({ sourceId, format }: SourceConfig, decider: Decider): Promise<{ isBlocked: boolean; isPromotable: boolean }> {
  const { registry, ledger } = decider;
  await decide(decider, sourceId, format);
  await rejectPendingOfRejectedVersions(registry, ledger, sourceId);
  const isBlocked = ((await registry.head(sourceId))?.open.length ?? 0) > 0;
  // A transaction past its point of no return is finished even while the source is blocked.
  const isPromotable = await ledger.hasOpenTransaction(sourceId) || (!isBlocked && await ledger.hasPending(sourceId));
  return { isBlocked, isPromotable };
}
