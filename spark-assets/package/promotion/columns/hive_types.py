"""Column types as the Glue Data Catalog writes them (``array<struct<a:bigint>>``), and how a table's columns grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Sequence, Tuple, Union

from promotion.columns.read_types import ReadColumn, physical_type


@dataclass(frozen=True)
class Struct:
    """The fields keep the order of the table, because engines compare the struct types of table and partition by position."""

    fields: Tuple[Tuple[str, HiveType], ...]


@dataclass(frozen=True)
class Array:
    element: HiveType


@dataclass(frozen=True)
class Map:
    """Keys are strings, as the names of JSON objects are."""

    value: HiveType


#: A scalar is its own text: ``bigint``, ``decimal(20,0)`` …
HiveType = Union[str, Struct, Array, Map]


def hive_type(column: ReadColumn, names: Mapping[str, str]) -> HiveType:
    """The type under which the job writes the column; ``names`` gives the struct fields' names by path."""
    if column.element is not None:
        inner = hive_type(column.element, names)
        return Map(inner) if column.type == "map" else Array(inner)
    if column.fields:
        return Struct(tuple((names[f.path], hive_type(f, names)) for f in column.fields))
    return "string" if column.type == "json" else physical_type(column.type)


def render(hive: HiveType) -> str:
    """The text that the catalog stores."""
    if isinstance(hive, Array):
        return f"array<{render(hive.element)}>"
    if isinstance(hive, Map):
        return f"{_MAP}{render(hive.value)}>"
    if isinstance(hive, Struct):
        return "struct<" + ",".join(f"{name}:{render(of)}" for name, of in hive.fields) + ">"
    return hive


def parse(text: str) -> HiveType:
    """Reads what :func:`render` writes. Raises ValueError for any other text."""
    hive, end = _parse(text, 0)
    if end != len(text):
        raise ValueError(f"{text!r} is not a column type: expected its end at character {end}")
    return hive


def grown(table: HiveType, written: HiveType) -> HiveType:
    """The table's type, grown to hold what the job writes. Struct fields are added at the end, and none is dropped."""
    if isinstance(table, Struct) and isinstance(written, Struct):
        new = dict(written.fields)
        kept = tuple((name, grown(of, new[name]) if name in new else of) for name, of in table.fields)
        known = dict(table.fields)
        return Struct(kept + tuple((name, of) for name, of in written.fields if name not in known))
    if isinstance(table, Array) and isinstance(written, Array):
        return Array(grown(table.element, written.element))
    if isinstance(table, Map) and isinstance(written, Map):
        return Map(grown(table.value, written.value))
    return written


def grown_columns(
    table: Sequence[Mapping[str, str]], written: Mapping[str, HiveType], comments: Mapping[str, str]
) -> List[Dict[str, str]]:
    """The catalog's ``Columns`` of a table, grown to hold what the job writes. Columns keep their order and comments.

    ``comments`` are for new columns. A column that exists keeps its own, which a person may have changed or removed.
    """
    columns = [dict(column) for column in table]
    for column in columns:
        if column["Name"] in written:
            column["Type"] = render(grown(parse(column["Type"]), written[column["Name"]]))
    known = {column["Name"] for column in columns}
    return columns + [_column(name, of, comments.get(name, "")) for name, of in written.items() if name not in known]



def _column(name: str, of: HiveType, comment: str) -> Dict[str, str]:
    return {"Name": name, "Type": render(of), **({"Comment": comment} if comment else {})}


_MAP = "map<string,"


def _parse(text: str, start: int) -> Tuple[HiveType, int]:
    if text.startswith("array<", start):
        element, end = _parse(text, start + len("array<"))
        return Array(element), _expect(text, end, ">")
    if text.startswith(_MAP, start):
        value, end = _parse(text, start + len(_MAP))
        return Map(value), _expect(text, end, ">")
    if text.startswith("struct<", start):
        fields: List[Tuple[str, HiveType]] = []
        position = start + len("struct<")
        while True:
            colon = text.find(":", position)
            if colon < 0:
                raise ValueError(f"{text!r} is not a column type: expected a field name and ':' at character {position}")
            field, end = _parse(text, colon + 1)
            fields.append((text[position:colon], field))
            if text[end : end + 1] == ",":
                position = end + 1
                continue
            return Struct(tuple(fields)), _expect(text, end, ">")
    end, depth = start, 0
    while end < len(text) and (depth or text[end] not in ",>"):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    if end == start:
        raise ValueError(f"{text!r} is not a column type: expected a type at character {start}")
    return text[start:end], end


def _expect(text: str, position: int, mark: str) -> int:
    if text[position : position + 1] != mark:
        raise ValueError(f"{text!r} is not a column type: expected {mark!r} at character {position}")
    return position + 1
