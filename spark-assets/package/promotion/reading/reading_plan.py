"""The reading plan: how a file is written, as the profiler found it. Nothing is detected here."""

from __future__ import annotations

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
            bad=bad,
            columns=columns,
            nameless=_place(plan, "nameless") if "nameless" in plan else 0,
            fills=_flag(plan, "fills"),
            syntax=syntax,
        )


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
