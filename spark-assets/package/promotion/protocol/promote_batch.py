"""Promotes one batch: WRITE → VERIFY → SEAL, then rolls forward from COPY to CLEAN UP."""

from __future__ import annotations

from promotion.columns.layout import Layout
from promotion.protocol.abort import abort
from promotion.protocol.errors import PlanOutdated
from promotion.protocol.hold import hold
from promotion.protocol.open_transaction import open_transaction
from promotion.protocol.roll_forward import roll_forward
from promotion.protocol.run import LeasedSource
from promotion.protocol.seal import seal
from promotion.protocol.verify import verify
from promotion.protocol.write import write
from promotion.transactions.batch import Batch
from promotion.transactions.transaction import Output


def promote_batch(source: LeasedSource, batch: Batch, layout: Layout, epoch: int) -> None:
    """Promotes a batch in one transaction. If files spoil it, holds them, gives the transaction up and raises PlanOutdated.

    After any other error, such as a task that failed, the transaction stays PLANNED, and the next run gives it up.
    """
    transaction = open_transaction(source, batch, epoch)
    staged = verify(source, transaction, write(source, transaction, layout))
    if not isinstance(staged, Output):
        reason = f"{len(staged)} of its files cannot be promoted"
        abort(source, transaction.item(), reason)
        for file, (why, detail) in staged.items():
            hold(source, file, why, detail)
        raise PlanOutdated(reason)
    roll_forward(source, seal(source, transaction, staged, layout), layout)
