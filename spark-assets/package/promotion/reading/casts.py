"""Turns text into values. A regular expression checks each text first, because Spark's casts accept far more than the profiler.

Spark reads ``' 1 '``, ``'007'`` and ``'1.5'`` as whole numbers and ``'2024-01-02Tgarbage'`` as a date. Every rule below
is the profiler's. A text that does not match is *bad*, and never silently becomes null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from promotion.columns.hive_types import hive_type, render
from promotion.columns.read_types import ReadColumn

# \z and not $, which also matches before a final newline.
_INTEGER = r"\A-?(0|[1-9][0-9]*)\z"
_NUMBER = r"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z"
_DATE = r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
_TIMESTAMP = (
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?)?\z"
)
_NOT_FINITE = ("NaN", "Infinity", "-Infinity")


@dataclass(frozen=True)
class Converted:
    """A column as the table holds it, and whether a value in it could not be converted. ``bad`` is None if that cannot happen."""

    value: Column
    bad: Optional[Column]


def from_text(text: Column, read_type: str) -> Converted:
    """Converts the source text of a scalar."""
    if read_type in ("string", "json"):
        return Converted(text, None)
    value = _cast(text, read_type)
    return Converted(value, text.isNotNull() & value.isNull())


def from_json(read: Column, column: ReadColumn, names: Mapping[str, str]) -> Converted:
    """Converts a column of a JSON file as the reader gives it. Only dates and timestamps, at any depth, are text to be cast."""
    if not _holds_text_to_cast(column):
        # A cast of structs goes by position, so it renames every field below at once.
        return Converted(read.cast(render(hive_type(column, names))), None)
    if column.element is not None:
        inner = column.element
        if column.type == "map":
            return Converted(
                F.transform_values(read, lambda _key, item: from_json(item, inner, names).value),
                F.exists(F.map_values(read), lambda item: _never_null(from_json(item, inner, names).bad)),
            )
        return Converted(
            F.transform(read, lambda item: from_json(item, inner, names).value),
            F.exists(read, lambda item: _never_null(from_json(item, inner, names).bad)),
        )
    if column.fields:
        fields = [(f, from_json(read.getField(f.name), f, names)) for f in column.fields]
        value = F.struct(*[converted.value.alias(names[f.path]) for f, converted in fields])
        return Converted(F.when(read.isNotNull(), value), any_bad([converted.bad for _, converted in fields]))
    return from_text(read, column.type)


def any_bad(parts: Sequence[Optional[Column]]) -> Column:
    """Whether any part is bad. A part that is None cannot be bad."""
    return _any([_never_null(part) for part in parts if part is not None])


def _any(parts: Sequence[Column]) -> Column:
    """A balanced tree, because Spark walks expressions by recursion, and a chain of 3,000 columns overflows its stack."""
    if len(parts) < 2:
        return parts[0] if parts else F.lit(False)
    middle = len(parts) // 2
    return _any(parts[:middle]) | _any(parts[middle:])


def _cast(text: Column, read_type: str) -> Column:
    if read_type == "boolean":
        return F.when(text == "true", F.lit(True)).when(text == "false", F.lit(False))
    if read_type == "double":
        number = text.cast("double")
        # 1e400 would become infinite.
        return F.when(text.rlike(_NUMBER) & (F.abs(number) < float("inf")), number).when(text.isin(*_NOT_FINITE), number)
    if read_type == "date":
        return F.when(text.rlike(_DATE), text.cast("date"))
    if read_type == "timestamp":
        moment = text.cast("timestamp")
        # An offset can move a moment out of the years that readers know.
        return F.when(text.rlike(_TIMESTAMP) & F.year(moment).between(1, 9999), moment)
    return F.when(text.rlike(_INTEGER), text.cast("bigint" if read_type == "bigint(wide)" else read_type))


def _holds_text_to_cast(column: ReadColumn) -> bool:
    below = [*column.fields, *([column.element] if column.element else [])]
    return column.type in ("date", "timestamp") or any(map(_holds_text_to_cast, below))


def _never_null(bad: Optional[Column]) -> Column:
    return F.lit(False) if bad is None else F.coalesce(bad, F.lit(False))
