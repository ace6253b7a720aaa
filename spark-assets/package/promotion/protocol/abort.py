"""ABORT: an attempt that was not sealed, or that lost its object, is given up; its files stay pending."""

from __future__ import annotations

from typing import Any, Mapping

from promotion.contract import LedgerItem
from promotion.iso_time import iso_millis
from promotion.protocol.clean_up import clean_up
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.keys import finished_key, open_key
from promotion.store.transact import Action, ConditionFailed, transact
from promotion.transactions.curated_keys import staging_prefix
from promotion.transactions.transaction import ABORTED


def abort(source: LeasedSource, item: Mapping[str, Any], reason: str, *also: Action) -> None:
    """Gives up the attempt of an ``open#`` row, then deletes what it staged.

    The order matters: an attempt whose staged object is gone must not look as if it could still be sealed. ``also`` joins the
    transaction. Raises LeaseLost if the row is no longer ours.
    """
    run, txn, attempt = source.run, item["txn"], item["attempt"]
    finished = {
        **item,
        "sk": finished_key(txn, attempt),
        "state": ABORTED,
        "finished_at": iso_millis(run.now()),
        "reason": reason,
    }
    actions = [
        fence_holds(run.ledger, source.source_id, source.fence),
        run.ledger.delete(
            "open", source.source_id, open_key(txn), "#state = :state AND #attempt = :attempt",
            {":state": item["state"], ":attempt": attempt},
        ),
        run.ledger.put("finished", finished),
        *also,
    ]
    try:
        transact(run.dynamodb, actions)
    except ConditionFailed as error:
        who = "the lease" if LedgerItem.LEASE in error.failed else f"the open transaction {txn}"
        raise LeaseLost(f"{who} of {source.source_id} was changed by another driver") from error
    source.log.event("aborted", txn=txn, attempt=attempt, reason=reason)
    clean_up(source, staging_prefix(item))
