"""PLANNED: each batch is recorded as a transaction before anything is written for it."""

from __future__ import annotations

import uuid

from promotion.iso_time import iso_millis
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.keys import open_key
from promotion.store.transact import ConditionFailed, transact
from promotion.transactions.batch import Batch
from promotion.transactions.transaction import Transaction


def open_transaction(source: LeasedSource, batch: Batch, epoch: int) -> Transaction:
    """Writes the manifest, then records the batch as PLANNED under a new attempt. Raises LeaseLost."""
    run = source.run
    transaction = Transaction(
        batch=batch,
        txn=batch.txn,
        attempt=uuid.uuid4().hex,
        run=run.settings.run,
        fence=source.fence,
        epoch=epoch,
        planned_at=iso_millis(run.now()),
    )
    run.s3.put_object(
        Bucket=run.settings.curated_bucket,
        Key=transaction.manifest_key,
        Body=batch.manifest(),
        ContentType="application/gzip",
    )
    item = {**transaction.item(), "sk": open_key(transaction.txn)}
    try:
        transact(
            run.dynamodb,
            [
                fence_holds(run.ledger, source.source_id, source.fence),
                run.ledger.put("open", item, "attribute_not_exists(#sk)"),
            ],
        )
    except ConditionFailed as error:
        raise LeaseLost(f"another driver promotes {source.source_id}: {error}") from error
    source.log.event(
        "planned", txn=transaction.txn, date=batch.date, files=len(batch.files), records=batch.records, bytes=batch.raw_bytes
    )
    return transaction
