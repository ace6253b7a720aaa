"""Finds the values of a file with Python's ``json`` and ``csv``, without any code of the profiler or the job.

Numbers are kept as the text of their tokens until the read type of their path gives them a type.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Container, Dict, List, Mapping

from promotion.columns.read_types import ReadColumn

csv.field_size_limit(1 << 30)

_SPACE = " \t\r\n"


@dataclass(frozen=True)
class Number:
    """A JSON number as it is written."""

    token: str


def records(body: bytes, family: str, delimiter: str | None) -> List[Dict[str, Any]]:
    """The records of a file, which must be valid."""
    text = _text(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    return _csv_records(text, delimiter) if family == "csv" else _json_records(text)


def parsed(text: str) -> Any:
    """A JSON value whose numbers are tokens."""
    return _DECODER.decode(text)


def typed(tree: Any, column: ReadColumn, names: Mapping[str, str], markers: Container[str] = ()) -> Any:
    """The value at a path as a table must hold it, in the form of :func:`comparable`. ``markers`` are texts that are null."""
    if tree is None or (isinstance(tree, str) and tree in markers):
        return None
    if column.type == "json":
        return tree
    if column.type == "map":
        return {key: typed(value, column.element, names, markers) for key, value in tree.items()}
    if column.element is not None:
        return [typed(element, column.element, names, markers) for element in tree]
    if column.fields:
        return {names[field.path]: typed(tree.get(field.name), field, names, markers) for field in column.fields}
    if isinstance(tree, bool):
        assert column.type == "boolean"
        return tree
    # A JSON string is never a number. A CSV cell has the type of its column.
    return _SCALARS[column.type.partition("(")[0]](tree.token if isinstance(tree, Number) else tree)


def comparable(value: Any, column: ReadColumn, names: Mapping[str, str]) -> Any:
    """A value of a table in a form in which only identical values are equal: 0.0 is not -0.0, and NaN is NaN."""
    if value is None:
        return None
    if column.type == "json":
        return parsed(value)
    if column.type == "map":
        # In Parquet, a map is a list of pairs.
        assert len(dict(value)) == len(value)
        return {key: comparable(each, column.element, names) for key, each in value}
    if column.element is not None:
        return [comparable(element, column.element, names) for element in value]
    if column.fields:
        return {names[field.path]: comparable(value[names[field.path]], field, names) for field in column.fields}
    return value.hex() if isinstance(value, float) else value


def _text(body: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(encoding)
    return body.decode("utf-8-sig")


def _json_records(text: str) -> List[Dict[str, Any]]:
    found: List[Any] = []
    at = _skip(text, 0)
    while at < len(text):
        value, at = _DECODER.raw_decode(text, at)
        found.append(value)
        at = _skip(text, at)
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _csv_records(text: str, delimiter: str | None) -> List[Dict[str, Any]]:
    # In a file of one column, Python gives [] for a blank row and [''] for a row of one quoted empty cell.
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ",") if row]
    # A row of nothing but delimiters is no row, so it is no header either.
    rows = rows[next((at for at, row in enumerate(rows) if any(row)), 0) :]
    if all(map(str.isdigit, rows[0])):
        # Numbers above numbers are no names.
        rows = [[""] * len(rows[0]), *rows]
    # A column without a name is called by its number, such as the corner of a table with names on two sides.
    names = [name or f"column_{number}" for number, name in enumerate(rows[0], 1)]
    return [{name: cell or None for name, cell in zip(names, row, strict=True)} for row in rows[1:]]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_constant)

_TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})?)?")


def _timestamp(text: str) -> dt.datetime:
    date, time, fraction, zone = _TIMESTAMP.fullmatch(text).groups()
    moment = dt.datetime.fromisoformat(f"{date} {time or '00:00:00'}+00:00")
    if zone and zone != "Z":
        offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
        moment -= offset if zone[0] == "+" else -offset
    # Timestamps are kept to the millisecond. Finer digits are cut off, also before 1970.
    return moment + dt.timedelta(milliseconds=int((fraction or "0")[:3].ljust(3, "0")))


_SCALARS = {
    "boolean": {"true": True, "false": False}.__getitem__,
    "bigint": int,
    "decimal": Decimal,
    "double": lambda text: float(text).hex(),
    "date": dt.date.fromisoformat,
    "timestamp": _timestamp,
    "string": str,
}
