"""The columns of a source's table at one moment, with their recorded names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Mapping, Tuple

from promotion.columns.comments import column_comment
from promotion.columns.hive_types import HiveType, hive_type
from promotion.columns.read_types import ReadColumn, closed_paths


@dataclass(frozen=True)
class Layout:
    """The columns of every object of a transaction: all that any accepted version had, whether the files have them or not.
    So no later file can change what an absent column means."""

    columns: Tuple[ReadColumn, ...]
    names: Mapping[str, str]

    @property
    def types(self) -> Dict[str, str]:
        """{path: read type} of every path that has a column."""
        return closed_paths(self.columns)

    def hive_columns(self) -> Dict[str, HiveType]:
        """{column name: type} as the catalog knows them."""
        return {self.names[column.path]: hive_type(column, self.names) for column in self.columns}

    def comments(self) -> Dict[str, str]:
        """{column name: what the catalog says of it}."""
        return {self.names[column.path]: column_comment(column.name) for column in self.columns}
