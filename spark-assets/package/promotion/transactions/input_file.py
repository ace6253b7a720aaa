"""An input file of a batch: which objects are read for it, and by which reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Tuple

from promotion.contract import Reader

#: The readers that this job has.
_READERS = frozenset({Reader.CANONICAL, Reader.SPARK_NDJSON, Reader.SPARK_CSV})


@dataclass(frozen=True, slots=True)
class Part:
    """One object of a file's canonical copy."""

    key: str
    bytes: int
    records: int


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How raw CSV is written. ``row_end`` is None if no row spans several lines, so that any line end ends a row."""

    header: Tuple[str, ...]
    delimiter: str
    row_end: Optional[str]

    @property
    def described_bytes(self) -> int:
        """About how many bytes it takes in a manifest."""
        return 64 + sum(len(name) + 3 for name in self.header)

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> CsvDialect:
        """The dialect of a ``file#`` row whose reader is ``spark-csv``."""
        dialect = row["dialect"]
        return CsvDialect(tuple(row["header"]), dialect["delimiter"], dialect["row_end"] if dialect["multiline"] else None)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as a manifest names it. ``key``, ``version_id`` and ``etag`` are the raw object's.

    ``parts`` are its canonical copy; a file that is read raw has none. ``csv`` says how to read raw CSV.
    """

    ingest_id: str
    date: str
    key: str
    version_id: str
    etag: str
    bytes: int
    records: int
    format: str
    registry_version: str
    parts: Tuple[Part, ...]
    reader: str = Reader.CANONICAL
    csv: Optional[CsvDialect] = None

    @property
    def is_raw(self) -> bool:
        """Whether Spark reads the raw object itself."""
        return self.reader != Reader.CANONICAL

    @property
    def objects(self) -> Tuple[str, ...]:
        """Keys of the objects that are read."""
        return (self.key,) if self.is_raw else tuple(part.key for part in self.parts)

    @property
    def described_bytes(self) -> int:
        """About how many bytes it takes in a manifest, without its dialect."""
        return 512 + sum(64 + len(part.key) for part in self.parts)

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> InputFile:
        """The file of a ``file#`` row. Raises ValueError for a reader that this job does not have."""
        reader = row["reader"]
        if reader not in _READERS:
            raise ValueError(
                f"{row['key']} is to be read by {reader!r}, which this job does not have; deploy the functions and the job "
                "from one version of the package"
            )
        return InputFile(
            ingest_id=row["ingest_id"],
            date=row["date"],
            key=row["key"],
            version_id=row["version_id"],
            etag=row["etag"],
            bytes=int(row["bytes"]),
            records=int(row["records"]),
            format="csv" if row["dialect"]["format"] == "csv" else "json",
            registry_version=row["registry_version"],
            parts=tuple(Part(p["key"], int(p["bytes"]), int(p["records"])) for p in row["canonical_parts"]),
            reader=reader,
            csv=CsvDialect.from_row(row) if reader == Reader.SPARK_CSV else None,
        )

    @staticmethod
    def from_manifest(entry: Mapping[str, Any]) -> InputFile:
        """The file of a manifest's entry."""
        csv = entry.get("csv")
        parts = tuple(Part(**part) for part in entry["parts"])
        return InputFile(**{**entry, "parts": parts, "csv": csv and CsvDialect(**{**csv, "header": tuple(csv["header"])})})
