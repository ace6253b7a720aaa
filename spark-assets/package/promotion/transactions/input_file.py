"""An input file of a batch: which object is read for it, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Dict, Mapping, Optional, Sequence

#: The attributes of a ``file#`` row that make an input file, beside its reading.
ROW_ATTRIBUTES = ("ingest_id", "date", "key", "version_id", "etag", "bytes", "records", "registry_version", "copy")


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """The reading copy that the profiler stored of a file that the job's reader could not read. It is read instead of the raw object."""

    key: str
    version_id: str
    etag: str
    bytes: int

    @staticmethod
    def from_item(item: Mapping[str, Any]) -> StoredCopy:
        """The copy as a row or a manifest names it."""
        return StoredCopy(item["key"], item["version_id"], item["etag"], int(item["bytes"]))


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as a manifest names it. ``key``, ``version_id`` and ``etag`` are the raw object's.

    ``reading`` is the reading plan: its JSON, or the key of the S3 object that holds it. ``row_bytes`` is what the file's row
    counts for in a transaction of DynamoDB, so that the row need not be read to be marked.
    """

    ingest_id: str
    date: str
    key: str
    version_id: str
    etag: str
    bytes: int
    records: int
    registry_version: str
    reading: str
    copy: Optional[StoredCopy] = None
    row_bytes: int = 0

    @property
    def described_bytes(self) -> int:
        """About how many bytes it takes in a manifest, without its reading."""
        return 384 + len(self.key) + (len(self.copy.key) + 128 if self.copy else 0)

    @staticmethod
    def from_row(row: Mapping[str, Any], reading: str, row_bytes: int) -> InputFile:
        """The file of a ``file#`` row."""
        return _input_file(row, reading, row_bytes)

    @staticmethod
    def from_manifest(entry: Mapping[str, Any], readings: Sequence[str]) -> InputFile:
        """The file of a manifest's entry. ``readings`` are those of the manifest."""
        return _input_file(entry, readings[entry["reading"]], entry["row_bytes"])

    def entry(self, reading: int) -> Dict[str, Any]:
        """The file as its manifest has it. ``reading`` is the place of its reading among those of the manifest."""
        entry = {name: getattr(self, name) for name in ROW_ATTRIBUTES if name != "copy"}
        copy = {"copy": asdict(self.copy)} if self.copy else {}
        return {**entry, **copy, "reading": reading, "row_bytes": self.row_bytes}


def _input_file(item: Mapping[str, Any], reading: str, row_bytes: int) -> InputFile:
    return InputFile(
        ingest_id=item["ingest_id"],
        date=item["date"],
        key=item["key"],
        version_id=item["version_id"],
        etag=item["etag"],
        bytes=int(item["bytes"]),
        records=int(item["records"]),
        registry_version=item["registry_version"],
        reading=reading,
        copy=StoredCopy.from_item(item["copy"]) if "copy" in item else None,
        row_bytes=row_bytes,
    )
