"""What is sealed rolls forward: COPY → REGISTER → COMMIT → CLEAN UP.

Every step may be repeated, so a sealed transaction goes on from wherever its driver stopped.
"""

from __future__ import annotations

from promotion.columns.layout import Layout
from promotion.contract import RUN_FAILED_ALERT
from promotion.protocol.abort import abort
from promotion.protocol.clean_up import clean_up
from promotion.protocol.commit import commit
from promotion.protocol.copy import StagedObjectGone, copy
from promotion.protocol.errors import PlanOutdated
from promotion.protocol.register import register
from promotion.protocol.run import LeasedSource
from promotion.store.outbox import queued_alert
from promotion.transactions.transaction import Transaction


def roll_forward(source: LeasedSource, sealed: Transaction, layout: Layout) -> None:
    """Carries a sealed transaction to its end.

    Raises PlanOutdated if the staged object is gone and was never published: the transaction is ABORTED then, with an
    alert. Raises LeaseLost when another driver has the source. After any other error it stays SEALED for the next one.
    """
    if sealed.output is None:
        raise ValueError(f"transaction {sealed.txn} is {sealed.state} without an output; its open# row was altered")
    try:
        copy(source, sealed.output)
    except StagedObjectGone as error:
        raise _given_up(source, sealed, f"the staged object {error} is gone and was never published") from error
    register(source, sealed.batch.date, layout)
    commit(source, sealed)
    clean_up(source, sealed.staging_prefix)


def _given_up(source: LeasedSource, sealed: Transaction, reason: str) -> PlanOutdated:
    run = source.run
    alert = queued_alert(
        run.ledger, source.source_id, run.now(), RUN_FAILED_ALERT,
        run=run.settings.run, detail=f"{source.source_id}: {reason}; its files are planned again",
    )
    abort(source, sealed.item(), reason, alert)
    return PlanOutdated(reason)
