"""Promotes one batch: WRITE → VERIFY → SEAL, then rolls forward from COPY to CLEAN UP."""

from __future__ import annotations

from typing import Union

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from promotion.columns.layout import Layout
from promotion.protocol.abort import abort
from promotion.protocol.errors import PlanOutdated
from promotion.protocol.hold import hold
from promotion.protocol.open_transaction import open_transaction
from promotion.protocol.roll_forward import roll_forward
from promotion.protocol.run import LeasedSource
from promotion.protocol.seal import seal
from promotion.protocol.verify import Faults, damaged_files, verify
from promotion.protocol.write import write
from promotion.transactions.batch import Batch
from promotion.transactions.transaction import Output, Transaction


def promote_batch(source: LeasedSource, batch: Batch, layout: Layout, epoch: int) -> None:
    """Promotes a batch in one transaction. If files spoil it, holds them, gives the transaction up and raises PlanOutdated."""
    transaction = open_transaction(source, batch, epoch)
    staged = _write_and_verify(source, transaction, layout)
    if not isinstance(staged, Output):
        reason = f"{len(staged)} of its files cannot be promoted"
        abort(source, transaction.item(), reason)
        for file, (why, detail) in staged.items():
            hold(source, file, why, detail)
        raise PlanOutdated(reason)
    roll_forward(source, seal(source, transaction, staged, layout), layout)


def _write_and_verify(source: LeasedSource, transaction: Transaction, layout: Layout) -> Union[Output, Faults]:
    try:
        write(source, transaction, layout)
        return verify(source, transaction)
    except (Py4JError, PySparkException) as error:
        # A damaged object makes the whole Spark job fail. If no object is damaged, no file is at fault.
        damaged = damaged_files(source.run, transaction.batch)
        if not damaged:
            raise
        source.log.event("write_failed", txn=transaction.txn, error=str(error).partition("\n")[0])
        return damaged
