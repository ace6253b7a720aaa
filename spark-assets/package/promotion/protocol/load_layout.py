"""The columns of a source's table as head has them now."""

from __future__ import annotations

from promotion.columns.layout import Layout
from promotion.columns.names import name_columns
from promotion.columns.read_types import closed_paths, in_place, read_columns
from promotion.contract import LedgerItem
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.table import Item
from promotion.store.transact import ConditionFailed, transact


def load_layout(source: LeasedSource, head: Item) -> Layout:
    """The layout of ``head.paths``. Names of new paths are recorded before anything is written under them."""
    run = source.run
    columns = read_columns(in_place(run.large_maps.decode(head["paths"])))
    stored = run.ledger.get(source.source_id, LedgerItem.COLUMNS)
    recorded = run.large_maps.decode(stored["map"] if stored else None)
    names = name_columns(closed_paths(columns), recorded)
    if names != recorded:
        stored_map = run.large_maps.encode(source.source_id, LedgerItem.COLUMNS, names)
        item = {"source_id": source.source_id, "sk": LedgerItem.COLUMNS, "map": stored_map}
        try:
            transact(run.dynamodb, [fence_holds(run.ledger, source.source_id, source.fence), run.ledger.put(LedgerItem.COLUMNS, item)])
        except ConditionFailed as error:
            raise LeaseLost(f"the lease of {source.source_id} was taken while its columns were named") from error
    return Layout(columns, names)
