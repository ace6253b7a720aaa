"""The reading plan: how a file is written, as the profiler found it. Nothing is detected here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Tuple


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
    #: CSV: the delimiter, the names of the file's columns in order, and whether short rows are filled up.
    delimiter: str
    columns: Tuple[str, ...]
    fills: bool

    @staticmethod
    def from_document(plan: Mapping[str, Any]) -> ReadingPlan:
        """Reads the JSON document that the profiler wrote."""
        return ReadingPlan(
            format=plan["format"],
            compression=plan["compression"],
            encoding=plan["encoding"],
            mark=plan["mark"],
            start=plan["start"],
            end=plan.get("end"),
            null_markers=tuple(plan.get("null_markers", ())),
            bad=tuple(plan.get("bad", ())),
            delimiter=plan.get("delimiter", ""),
            columns=tuple(plan.get("columns", ())),
            fills=plan.get("fills", False),
        )
