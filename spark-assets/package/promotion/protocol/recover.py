"""RECOVER: deals with what an earlier driver left behind. Sealed transactions roll forward; all others are given up."""

from __future__ import annotations

from promotion.contract import LedgerPrefix, TableKey
from promotion.protocol.abort import abort
from promotion.protocol.errors import PlanOutdated
from promotion.protocol.load_layout import load_layout
from promotion.protocol.roll_forward import roll_forward
from promotion.protocol.run import LeasedSource
from promotion.transactions.batch import Batch
from promotion.transactions.transaction import SEALED, Transaction


def recover(source: LeasedSource) -> None:
    """Ends every open transaction of the source, or raises the error that made it impossible."""
    run = source.run
    for item in list(run.ledger.beginning_with(source.source_id, LedgerPrefix.OPEN)):
        if item["state"] != SEALED:
            abort(source, item, f"left {item['state']} by run {item['run']}")
            continue
        manifest = run.s3.get_object(Bucket=run.settings.curated_bucket, Key=item["manifest"])["Body"].read()
        transaction = Transaction.from_item(item, Batch.from_manifest(manifest))
        head = run.registry.get(source.source_id, TableKey.HEAD)
        if head is None:
            raise LookupError(f"{source.source_id} has sealed data but no head; rebuild its head from its versions")
        source.log.event("rolling_forward", txn=transaction.txn, sealed_by=transaction.run)
        try:
            roll_forward(source, transaction, load_layout(source, head))
        except PlanOutdated:
            # Its staged object is gone and was never published. The transaction is given up, and its files are still pending.
            continue
