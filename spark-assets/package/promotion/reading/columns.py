"""The columns of a layout: as Arrow knows them, and in a scanner's memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Tuple

from promotion.columns.layout import Layout
from promotion.columns.read_types import ReadColumn, decimal_digits
from promotion.reading.arrow import Array, Field
from promotion.reading.scanner import Scanner

#: {read type: (the scanner's kind, Arrow's format)}. A decimal's format has its digits too.
_KINDS = {
    "boolean": ("BOOLEAN", "b"),
    "bigint": ("BIGINT", "l"),
    "bigint(wide)": ("BIGINT", "l"),
    "double": ("DOUBLE", "g"),
    "decimal": ("DECIMAL", "d"),
    "date": ("DATE", "tdD"),
    # Athena's timestamps have milliseconds. It fails on finer ones.
    "timestamp": ("TIMESTAMP", "tsm:UTC"),
    "string": ("TEXT", "u"),
    "json": ("JSON", "u"),
    "struct": ("STRUCT", "+s"),
    "array": ("LIST", "+l"),
    "map": ("MAP", "+m"),
}


def column_fields(layout: Layout) -> List[Field]:
    """The types of the layout's columns, under their names in the table."""
    return [_field(column, layout.names[column.path], layout.names) for column in layout.columns]


def _field(column: ReadColumn, name: str, names: Mapping[str, str]) -> Field:
    kind, format = _kind(column)
    digits = decimal_digits(column.type)
    if digits is not None:
        return Field(name, f"{format}:{digits[0]},{digits[1]}")
    if kind == "MAP":
        entries = Field("key_value", "+s", False, (Field("key", "u", False), _field(_element(column), "value", names)))
        return Field(name, format, True, (entries,))
    if kind == "LIST":
        return Field(name, format, True, (_field(_element(column), "element", names),))
    return Field(name, format, True, tuple(_field(field, names[field.path], names) for field in column.fields))


def _kind(column: ReadColumn) -> Tuple[str, str]:
    return _KINDS["decimal" if decimal_digits(column.type) is not None else column.type]


def _element(column: ReadColumn) -> ReadColumn:
    assert column.element is not None, f"{column.path} has no element"
    return column.element


@dataclass(frozen=True)
class _Column:
    address: int
    kind: str
    below: Tuple[_Column, ...]


class Columns:
    """The columns of a layout in the memory of a scanner, which fills them."""

    def __init__(self, scanner: Scanner, layout: Layout) -> None:
        self.scanner = scanner
        #: Every column, and everything in it, by its path.
        self.paths: Dict[str, int] = {}
        self._columns = [self._add(scanner.record, column) for column in layout.columns]
        #: The columns that cells of CSV may fill, by their raw names.
        self.cells: Mapping[str, int] = {
            read.name: column.address for read, column in zip(layout.columns, self._columns) if not column.below
        }

    def take(self) -> List[Array]:
        """The columns as they are now. They are valid until the scanner goes on."""
        self.scanner.finish()
        return [self._array(column) for column in self._columns]

    def _add(self, parent: int, column: ReadColumn) -> _Column:
        kind, _ = _kind(column)
        digits = decimal_digits(column.type) or (0, 0)
        address = self.scanner.add_column(parent, kind, digits, column.name, f"{column.type} at {column.path}")
        self.paths[column.path] = address
        below = (column.element,) if column.element is not None else column.fields
        return _Column(address, kind, tuple(self._add(address, each) for each in below))

    def _array(self, column: _Column) -> Array:
        found = self.scanner.column(column.address)
        below = [self._array(each) for each in column.below]
        if column.kind == "STRUCT":
            return Array(found.rows, [found.validity], found.nulls, below)
        if column.kind in ("TEXT", "JSON"):
            return Array(found.rows, [found.validity, found.data, found.heap], found.nulls)
        if column.kind == "MAP":
            keys = self.scanner.column(found.key)
            below = [Array(keys.rows, [None], 0, [Array(keys.rows, [None, keys.data, keys.heap]), *below])]
        return Array(found.rows, [found.validity, found.data], found.nulls, below)
