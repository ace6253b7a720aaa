"""One source's way through a run: LEASE → RECOVER → PLAN and gate, then each batch from WRITE to CLEAN UP."""

from __future__ import annotations

from concurrent.futures import Executor, wait
from typing import Optional

from promotion.contract import LedgerPrefix, Metric
from promotion.protocol.errors import LeaseLost, PlanOutdated, PromotionError
from promotion.protocol.gate import Blocked
from promotion.protocol.plan import MAX_ROWS, Plan, Window, plan
from promotion.protocol.promote_batch import promote_batch
from promotion.protocol.recover import recover
from promotion.protocol.run import LeasedSource, Run
from promotion.protocol.survey import Waiting
from promotion.store.keys import after_all

#: How often one window of a source is planned. It is planned again after a decision, a type change or a held file that came
#: while a batch was written. A source that changes more often than this is left to the next run.
_MAX_PLANS = 10


def promote_source(run: Run, waiting: Waiting, bound: int, workers: Executor) -> str:
    """Promotes what is pending now; returns ``promoted``, ``blocked`` or ``no_head``.

    ``bound`` is the maximum of raw bytes in a batch. Batches run on ``workers``, which all sources share. A run promotes as
    many pending files as ``waiting`` counted, the oldest first. Files that come later wait for the next run, so a busy source
    cannot keep a cluster for ever. Raises PromotionError (or LeaseLost) if the source could not be drained.
    """
    source_id = waiting.source_id
    fence = run.leases.take(source_id)
    if fence is None:
        raise LeaseLost(f"another driver holds the lease of {source_id}; it runs out five minutes after its last renewal")
    source = LeasedSource(run, source_id, fence, run.log.bind(source_id=source_id))
    try:
        recover(source)
        return _drain(source, waiting.pending_files, bound, workers)
    finally:
        source.marking.shutdown()
        run.leases.release(source_id)


def _drain(source: LeasedSource, pending_files: int, bound: int, workers: Executor) -> str:
    """Promotes window after window, so the driver's memory does not grow with the number of pending files."""
    left, after = pending_files, LedgerPrefix.PENDING
    while True:
        window = Window(after, after_all(LedgerPrefix.PENDING), min(MAX_ROWS, left))
        planned = _promote_window(source, window, bound, workers)
        if planned is None:
            return "no_head"
        if isinstance(planned, Blocked):
            source.run.metrics.count(Metric.PROMOTION_BLOCKED, source_id=source.source_id)
            source.log.event("blocked", versions=planned.versions)
            return "blocked"
        left, after = left - planned.rows, planned.reached
        if left <= 0 or planned.rows == 0:
            return "promoted"


def _promote_window(source: LeasedSource, window: Window, bound: int, workers: Executor) -> Plan | Blocked | None:
    """Promotes a window's files and plans them again if something changed. Returns the plan that fixed the window's end."""
    settled: Optional[Plan] = None
    for _ in range(_MAX_PLANS):
        try:
            planned = plan(source, bound, window)
        except PlanOutdated as error:
            source.log.event("plan_outdated", reason=str(error))
            continue
        if not isinstance(planned, Plan):
            return planned
        if settled is None:
            settled, window = planned, Window(window.after, planned.reached, MAX_ROWS)
        if _promote_batches(source, planned, workers):
            return settled
    raise PromotionError(f"{source.source_id} was planned {_MAX_PLANS} times and moved each time; the next run goes on")


def _promote_batches(source: LeasedSource, planned: Plan, workers: Executor) -> bool:
    """Promotes the batches of a plan in parallel. Returns whether all of them are committed. Raises the worst error."""
    largest_first = sorted(planned.batches, key=lambda batch: -batch.raw_bytes)
    running = [workers.submit(promote_batch, source, batch, planned.layout, planned.epoch) for batch in largest_first]
    wait(running)
    errors = [error for error in (future.exception() for future in running) if error is not None]
    # After an outdated plan the window is planned again. Any other error ends the work on the source, a lost lease first of all.
    serious = [error for error in errors if not isinstance(error, PlanOutdated)]
    for error in sorted(serious, key=lambda e: not isinstance(e, LeaseLost)):
        raise error
    return not errors
