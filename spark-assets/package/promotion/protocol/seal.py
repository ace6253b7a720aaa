"""SEAL: the point of no return. Before it nothing is in curated; after it nothing is computed again."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Dict, Mapping

from promotion.columns.layout import Layout
from promotion.columns.read_types import physical_type
from promotion.contract import LedgerItem, TableKey
from promotion.protocol.abort import abort
from promotion.protocol.errors import LeaseLost, PlanOutdated, PromotionError
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.keys import open_key
from promotion.store.transact import Action, ConditionFailed, transact
from promotion.transactions.transaction import Output, PLANNED, SEALED, Transaction

_HEAD = "head"


def seal(source: LeasedSource, planned: Transaction, output: Output, layout: Layout) -> Transaction:
    """PLANNED → SEALED, if the source is still not blocked, its epoch is that of the plan, and the lease is ours.

    Raises PlanOutdated if the plan is no longer valid; the transaction is ABORTED then. Raises PromotionError if sealed data
    has another physical type in one of the columns. Raises LeaseLost.
    """
    run, source_id = source.run, source.source_id
    sealed = replace(planned, state=SEALED, output=output)
    with source.sealing:
        grown = _grown_written(source, layout)
        actions = [
            fence_holds(run.ledger, source_id, source.fence),
            run.registry.check(
                _HEAD, source_id, TableKey.HEAD, "size(#open) = :none AND #epoch = :epoch", {":none": 0, ":epoch": planned.epoch}
            ),
            run.ledger.update(
                "open", source_id, open_key(planned.txn), "SET #state = :sealed, #outputs = :outputs",
                "#state = :planned AND #attempt = :attempt",
                {":sealed": SEALED, ":outputs": [asdict(output)], ":planned": PLANNED, ":attempt": planned.attempt},
            ),
            grown,
        ]
        try:
            transact(run.dynamodb, actions)
        except ConditionFailed as error:
            if LedgerItem.LEASE in error.failed or "open" in error.failed:
                raise LeaseLost(f"{source_id} is promoted by another driver: {error}") from error
            reason = "the head moved while it was written" if _HEAD in error.failed else "another seal grew written"
            abort(source, planned.item(), reason)
            raise PlanOutdated(reason) from error
    source.log.event("sealed", txn=sealed.txn, key=output.key, bytes=output.size, records=output.records)
    return sealed


def _grown_written(source: LeasedSource, layout: Layout) -> Action:
    """Adds every type of the layout to ``written``, even if a column has no value: the object has a physical type for a
    column of nulls too."""
    run, source_id = source.run, source.source_id
    stored = run.ledger.get(source_id, LedgerItem.WRITTEN)
    types: Dict[str, str] = run.large_maps.decode(stored["map"] if stored else None)
    _refuse_other_types(source_id, types, layout.types)
    grown = {**types, **layout.types}
    revision = int(stored["revision"]) if stored else 0
    unmoved, at = "attribute_not_exists(#sk) OR #revision = :revision", {":revision": revision}
    if grown == types and stored:
        # There is nothing to add, so what profilers read in `written` before this seal is still true.
        return run.ledger.check(LedgerItem.WRITTEN, source_id, LedgerItem.WRITTEN, unmoved, at)
    item = {
        "source_id": source_id,
        "sk": LedgerItem.WRITTEN,
        "map": run.large_maps.encode(source_id, LedgerItem.WRITTEN, grown),
        "revision": revision + 1,
    }
    return run.ledger.put(LedgerItem.WRITTEN, item, unmoved, at)


def _refuse_other_types(source_id: str, written: Mapping[str, str], read: Mapping[str, str]) -> None:
    for path, read_type in read.items():
        held = written.get(path, read_type)
        if physical_type(held) != physical_type(read_type):
            raise PromotionError(
                f"{source_id}: sealed data holds {path} as {held}, but head reads it as {read_type}; such a change needs "
                "the old objects rewritten, so reject the version that brought it"
            )
