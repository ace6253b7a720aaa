"""The columns of a source's table at one moment, with their recorded names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Mapping, Tuple

from promotion.columns.names import name_columns
from promotion.protocol.errors import LeaseLost
from promotion.columns.hive_types import HiveType, hive_type
from promotion.protocol.run import SourceJob
from promotion.protocol.lease import fence_holds
from promotion.columns.read_types import ReadColumn, closed_paths, read_columns
from promotion.store.table import COLUMNS, ConditionFailed, Item, transact


@dataclass(frozen=True)
class Layout:
    """What every object of a transaction holds: all columns that any accepted version had, whether a file has them
    or not, so that no later file can change what an absent column means."""

    columns: Tuple[ReadColumn, ...]
    names: Mapping[str, str]

    @property
    def types(self) -> Dict[str, str]:
        """{path: read type} of every path that has a column."""
        return closed_paths(self.columns)

    def hive_columns(self) -> Dict[str, HiveType]:
        """{column name: type} as the catalog knows them."""
        return {self.names[column.path]: hive_type(column, self.names) for column in self.columns}


def load_layout(source: SourceJob, head: Item) -> Layout:
    """The layout of ``head.paths``. Names of new paths are recorded before anything is written under them."""
    job = source.job
    columns = read_columns(job.large_maps.decode(head["paths"]))
    stored = job.ledger.get(source.source_id, COLUMNS)
    recorded = job.large_maps.decode(stored["map"] if stored else None)
    names = name_columns(closed_paths(columns), recorded)
    if names != recorded:
        item = {"source_id": source.source_id, "sk": COLUMNS, "map": job.large_maps.encode(source.source_id, COLUMNS, names)}
        try:
            transact(job.dynamodb, [fence_holds(job.ledger, source.source_id, source.fence), job.ledger.put(COLUMNS, item)])
        except ConditionFailed as error:
            raise LeaseLost(f"the lease of {source.source_id} was taken while its columns were named") from error
    return Layout(columns, names)
