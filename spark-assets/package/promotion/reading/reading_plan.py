"""The reading plan: how a file is written, as the profiler found it. Nothing is detected here."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Tuple


@dataclass(frozen=True)
class CsvSyntax:
    """Which characters of a CSV file mean something. Each is ASCII, or empty if no character has its meaning."""

    delimiter: str
    quote: str
    escape: str
    #: Lines that begin with it are no rows.
    comment: str
    #: Whether blanks at both ends of cells are taken off.
    trims: bool
    #: Whether rows of nothing but delimiters are records of nulls.
    keeps_blank_rows: bool

    @staticmethod
    def from_document(plan: Mapping[str, Any]) -> CsvSyntax:
        return CsvSyntax(
            delimiter=_ascii(plan, "delimiter", 1),
            quote=_ascii(plan, "quote", 1, default='"'),
            escape=_ascii(plan, "escape", 1),
            comment=_ascii(plan, "comment", 8),
            trims=_flag(plan, "trims"),
            keeps_blank_rows=_flag(plan, "keeps_blank_rows"),
        )


#: Bytes before the parts of a format, and how many a format may have at most.
_FORMAT_HEADER_BYTES = 12
_FORMAT_BYTES = 8192
#: `FIELD_FORMATS` in src/contract.ts, and one for all other columns.
_FORMATS = 101
_ZONE_PERIODS = 400


@dataclass(frozen=True)
class FieldFormat:
    """How the values of some fields are written: numbers and times that are not written as usual."""

    #: What the scanner takes. Only the profiler knows what it means.
    format: bytes
    #: The paths of these fields, or None for all other columns of a CSV file.
    fields: Optional[Tuple[str, ...]]


@dataclass(frozen=True)
class ReadingPlan:
    """How the bytes of a file become records. All places are offsets in the text as UTF-8, after the byte order mark."""

    #: ``json`` or ``csv``.
    format: str
    #: ``none`` or ``gzip``.
    compression: str
    #: ``utf-8``, ``utf-16le`` or ``utf-16be``.
    encoding: str
    #: Bytes of the byte order mark.
    mark: int
    #: Where the first record may begin.
    start: int
    #: Where the records end, if something follows them.
    end: Optional[int]
    #: Texts that are null.
    null_markers: Tuple[str, ...]
    field_formats: Tuple[FieldFormat, ...]
    #: Begin and length of each bad record, one after the other.
    bad: Tuple[int, ...]
    #: CSV: the names of the file's columns in order, how many empty cells may follow theirs, and whether short rows are filled up.
    columns: Tuple[str, ...]
    nameless: int
    fills: bool
    #: CSV: how the rows are written.
    syntax: CsvSyntax

    @staticmethod
    def from_document(plan: Mapping[str, Any]) -> ReadingPlan:
        """Reads the JSON document that the profiler wrote. Raises ValueError if it cannot be from there: people can change a row."""
        format, columns = _one_of(plan, "format", "json", "csv"), _list_of(plan, "columns", str)
        if format == "csv" and (not columns or len(set(columns)) < len(columns)):
            raise ValueError("columns")
        syntax = CsvSyntax.from_document(plan)
        if format == "csv" and not syntax.delimiter:
            raise ValueError("delimiter")
        bad = _list_of(plan, "bad", int)
        borders = [border for start, length in zip(bad[::2], bad[1::2]) for border in (start, start + length)]
        if len(bad) % 2 or any(number < 0 for number in bad) or borders != sorted(borders):
            raise ValueError("bad")
        return ReadingPlan(
            format=format,
            compression=_one_of(plan, "compression", "none", "gzip"),
            encoding=_one_of(plan, "encoding", "utf-8", "utf-16le", "utf-16be"),
            mark=_one_of(plan, "mark", 0, 2, 3),
            start=_place(plan, "start"),
            end=_place(plan, "end") if "end" in plan else None,
            null_markers=_list_of(plan, "null_markers", str),
            field_formats=_field_formats(plan),
            bad=bad,
            columns=columns,
            nameless=_place(plan, "nameless") if "nameless" in plan else 0,
            fills=_flag(plan, "fills"),
            syntax=syntax,
        )


def _field_formats(plan: Mapping[str, Any]) -> Tuple[FieldFormat, ...]:
    documents = _list_of(plan, "field_formats", dict)
    if len(documents) > _FORMATS:
        raise ValueError("field_formats")
    return tuple(map(_field_format, documents))


def _field_format(document: Mapping[str, Any]) -> FieldFormat:
    try:
        format = base64.b64decode(document.get("format", ""), validate=True)
    except (TypeError, ValueError) as error:
        raise ValueError("field_formats") from error
    if not _FORMAT_HEADER_BYTES <= len(format) <= _FORMAT_BYTES:
        raise ValueError("field_formats")
    patterns, periods = struct.unpack_from("<HH", format, 8)
    if _FORMAT_HEADER_BYTES + format[5] + format[6] + patterns + 2 * periods > len(format) or periods > _ZONE_PERIODS:
        raise ValueError("field_formats")
    return FieldFormat(format, _list_of(document, "fields", str) if "fields" in document else None)


def _one_of(plan: Mapping[str, Any], name: str, *values: Any) -> Any:
    if plan.get(name) not in values:
        raise ValueError(name)
    return plan[name]


def _ascii(plan: Mapping[str, Any], name: str, most: int, default: str = "") -> str:
    text = plan.get(name, default)
    if type(text) is not str or not text.isascii() or len(text) > most:
        raise ValueError(name)
    return text


def _flag(plan: Mapping[str, Any], name: str) -> bool:
    flag = plan.get(name, False)
    if type(flag) is not bool:
        raise ValueError(name)
    return flag


def _place(plan: Mapping[str, Any], name: str) -> int:
    place = plan.get(name)
    if type(place) is not int or place < 0:
        raise ValueError(name)
    return place


def _list_of(plan: Mapping[str, Any], name: str, kind: type) -> Tuple[Any, ...]:
    values = plan.get(name, [])
    if not isinstance(values, list) or any(type(value) is not kind for value in values):
        raise ValueError(name)
    return tuple(values)
