"""ABORT: an attempt that was not sealed, or that lost its object, is given up; its files stay pending."""

from __future__ import annotations

from typing import Any, Mapping

from promotion.protocol.errors import LeaseLost
from promotion.protocol.run import SourceJob
from promotion.protocol.lease import fence_holds
from promotion.log import iso_millis
from promotion.aws.objects import delete_below
from promotion.store.table import LEASE, Action, ConditionFailed, finished_key, open_key, transact
from promotion.transactions.transaction import ABORTED, staging_prefix


def abort(source: SourceJob, item: Mapping[str, Any], reason: str, *also: Action) -> None:
    """Gives up the attempt of an ``open#`` row, then drops its staging.

    In this order, for an attempt whose staging is gone must not look as if it could still be sealed. ``also`` joins the
    transaction. Raises LeaseLost when the row is no longer ours to give up.
    """
    job, txn, attempt = source.job, item["txn"], item["attempt"]
    finished = {
        **item,
        "sk": finished_key(txn, attempt),
        "state": ABORTED,
        "finished_at": iso_millis(job.now()),
        "reason": reason,
    }
    actions = [
        fence_holds(job.ledger, source.source_id, source.fence),
        job.ledger.delete(
            "open", source.source_id, open_key(txn), "#state = :state AND #attempt = :attempt",
            {":state": item["state"], ":attempt": attempt},
        ),
        job.ledger.put("finished", finished),
        *also,
    ]
    try:
        transact(job.dynamodb, actions)
    except ConditionFailed as error:
        who = "the lease" if LEASE in error.failed else f"the open transaction {txn}"
        raise LeaseLost(f"{who} of {source.source_id} was changed by another driver") from error
    source.log.event("aborted", txn=txn, attempt=attempt, reason=reason)
    delete_below(job.s3, job.settings.curated_bucket, staging_prefix(item))
