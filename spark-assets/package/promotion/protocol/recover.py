"""RECOVER: what an earlier driver left behind. Sealed transactions only roll forward, others are given up."""

from __future__ import annotations

from promotion.protocol.abort import abort
from promotion.protocol.commit import roll_forward
from promotion.protocol.errors import PlanOutdated
from promotion.protocol.run import SourceJob
from promotion.columns.layout import load_layout
from promotion.store.table import HEAD, OPEN_PREFIX
from promotion.transactions.transaction import SEALED, Batch, Transaction


def recover(source: SourceJob) -> None:
    """Leaves the source without an open transaction, or raises what made that impossible."""
    job = source.job
    for item in list(job.ledger.beginning_with(source.source_id, OPEN_PREFIX)):
        if item["state"] != SEALED:
            abort(source, item, f"left {item['state']} by run {item['run']}")
            continue
        manifest = job.s3.get_object(Bucket=job.settings.curated_bucket, Key=item["manifest"])["Body"].read()
        transaction = Transaction.from_item(item, Batch.from_manifest(manifest))
        head = job.registry.get(source.source_id, HEAD)
        if head is None:
            raise LookupError(f"{source.source_id} has sealed data but no head; rebuild its head from its versions")
        source.log.event("rolling_forward", txn=transaction.txn, sealed_by=transaction.run)
        try:
            roll_forward(source, transaction, load_layout(source, head))
        except PlanOutdated:
            # Its staged object is gone and was never published: given up, and its files are still pending.
            continue
