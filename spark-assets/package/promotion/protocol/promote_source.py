"""One source's way through a run: LEASE → RECOVER → PLAN and gate, then each batch from WRITE to CLEAN UP."""

from __future__ import annotations

from concurrent.futures import Executor, wait
from dataclasses import dataclass
from typing import Optional, Union

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from promotion.protocol.abort import abort
from promotion.protocol.commit import roll_forward
from promotion.protocol.errors import LeaseLost, PlanOutdated, PromotionError
from promotion.protocol.hold import hold
from promotion.protocol.run import Job, SourceJob
from promotion.columns.layout import Layout
from promotion.aws.metrics import PROMOTION_BLOCKED
from promotion.protocol.plan import MAX_ROWS, Blocked, Plan, Window, open_transaction, plan
from promotion.protocol.recover import recover
from promotion.protocol.seal import seal
from promotion.store.table import OPEN_PREFIX, PENDING_PREFIX, after_all
from promotion.transactions.transaction import Batch, Output, Transaction
from promotion.protocol.verify import Faults, damaged_files, verify
from promotion.protocol.write import write

#: Plans of one window of a source. Each but the first follows a decision, a type change or a held file that came while
#: a batch was written; a source that moves more often than this is left to the next run.
_MAX_PLANS = 10


@dataclass(frozen=True)
class Waiting:
    """What a source has for a run to do."""

    source_id: str
    pending_files: int
    pending_bytes: int
    open_transactions: int

    @property
    def anything(self) -> bool:
        return self.pending_files + self.open_transactions > 0


def survey(job: Job, source_id: str) -> Waiting:
    """Looks before a lease is taken: most sources of most runs have nothing to do."""
    opened = files = size = 0
    # Nothing sorts between open# and pending#, so that one query finds both.
    for item in job.ledger.between(source_id, OPEN_PREFIX, after_all(PENDING_PREFIX)):
        if item["sk"].startswith(OPEN_PREFIX):
            opened += 1
        else:
            files += 1
            size += int(item["bytes"])
    return Waiting(source_id, files, size, opened)


def promote_source(job: Job, waiting: Waiting, bound: int, workers: Executor) -> str:
    """Promotes what is pending now; returns ``promoted``, ``blocked`` or ``no_head``.

    ``bound`` is the raw bytes of a batch; batches run on ``workers``, shared by all sources. Of the pending files it takes
    as many as ``waiting`` counted, the oldest first: others wait for the next run, so that a busy source cannot keep a
    cluster for ever. Raises PromotionError (or LeaseLost) when the source could not be drained.
    """
    source_id = waiting.source_id
    fence = job.leases.take(source_id)
    if fence is None:
        raise LeaseLost(f"another driver holds the lease of {source_id}; it runs out five minutes after its last renewal")
    source = SourceJob(job, source_id, fence, job.log.bind(source_id=source_id))
    try:
        recover(source)
        return _drain(source, waiting.pending_files, bound, workers)
    finally:
        job.leases.release(source_id)


def _drain(source: SourceJob, pending_files: int, bound: int, workers: Executor) -> str:
    """Window by window, so that the driver's memory does not grow with what is pending."""
    left, after = pending_files, PENDING_PREFIX
    while True:
        window = Window(after, after_all(PENDING_PREFIX), min(MAX_ROWS, left))
        planned = _promote_window(source, window, bound, workers)
        if planned is None:
            return "no_head"
        if isinstance(planned, Blocked):
            source.job.metrics.count(PROMOTION_BLOCKED, source_id=source.source_id)
            source.log.event("blocked", versions=planned.versions)
            return "blocked"
        left, after = left - planned.rows, planned.reached
        if left <= 0 or planned.rows == 0:
            return "promoted"


def _promote_window(source: SourceJob, window: Window, bound: int, workers: Executor) -> Plan | Blocked | None:
    """Promotes a window's files, planned again as often as something moved; returns the plan that settled its end."""
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


def _promote_batches(source: SourceJob, planned: Plan, workers: Executor) -> bool:
    """Promotes the batches of a plan at once; returns whether all of them are committed. Raises the worst error."""
    largest_first = sorted(planned.batches, key=lambda batch: -batch.raw_bytes)
    running = [workers.submit(promote_batch, source, batch, planned.layout, planned.epoch) for batch in largest_first]
    wait(running)
    errors = [error for error in (future.exception() for future in running) if error is not None]
    # An outdated plan is what the next plan is for. A lost lease ends the source, and so does any other error.
    serious = [error for error in errors if not isinstance(error, PlanOutdated)]
    for error in sorted(serious, key=lambda e: not isinstance(e, LeaseLost)):
        raise error
    return not errors


def promote_batch(source: SourceJob, batch: Batch, layout: Layout, epoch: int) -> None:
    """One transaction. Raises PlanOutdated if it was given up, and its files are to be planned again or are held."""
    transaction = open_transaction(source, batch, epoch)
    staged = _write_and_verify(source, transaction, layout)
    if not isinstance(staged, Output):
        reason = f"{len(staged)} of its files cannot be promoted"
        abort(source, transaction.item(), reason)
        for file, (why, detail) in staged.items():
            hold(source, file, why, detail)
        raise PlanOutdated(reason)
    roll_forward(source, seal(source, transaction, staged, layout), layout)


def _write_and_verify(source: SourceJob, transaction: Transaction, layout: Layout) -> Union[Output, Faults]:
    try:
        write(source, transaction, layout)
        return verify(source, transaction)
    except (Py4JError, PySparkException) as error:
        # A damaged object fails the whole Spark job; anything else that does is no file's fault.
        damaged = damaged_files(source.job, transaction.batch)
        if not damaged:
            raise
        source.log.event("write_failed", txn=transaction.txn, error=str(error).partition("\n")[0])
        return damaged
