"""Fills columns from bytes as a task does, without a cluster."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import pyarrow.parquet as parquet
from memory_s3 import MemoryS3

from promotion.columns.layout import Layout
from promotion.columns.names import name_columns
from promotion.columns.read_types import closed_paths, read_columns
from promotion.reading.fill_batch import fill
from promotion.reading.order import Filled, FillOrder
from promotion.transactions.input_file import InputFile, StoredCopy

PLANNED_AT = "2026-11-24T08:00:00.123Z"

#: {type: plan} of files that are written plainly.
JSON: Mapping[str, Any] = {"format": "json", "compression": "none", "encoding": "utf-8", "mark": 0, "start": 0}


def csv(*columns: str, delimiter: str = ",", **more: Any) -> Dict[str, Any]:
    """The plan of a CSV file whose header is one line without quotes."""
    start = len(delimiter.join(columns).encode()) + 1
    return {**JSON, "format": "csv", "start": start, "delimiter": delimiter, "columns": columns, **more}


def layout_of(paths: Mapping[str, str]) -> Layout:
    columns = read_columns(paths)
    return Layout(columns, name_columns(closed_paths(columns), {}))


@dataclass(frozen=True)
class Raw:
    """A raw file, and what its row says."""

    body: bytes
    #: The plan, or the key of the object that holds it.
    plan: Union[Mapping[str, Any], str]
    copy: Optional[StoredCopy] = None


class Filling:
    """What became of some files. ``s3`` holds them and the staged object."""

    def __init__(self, paths: Mapping[str, str], files: Sequence[Raw], s3: Optional[MemoryS3] = None) -> None:
        self.s3 = s3 or MemoryS3()
        self.layout = layout_of(paths)
        self.keys = [f"raw/source=s/date=2026-11-24/{number:026d}_file" for number in range(len(files))]
        self.order = FillOrder(
            raw_bucket="raw",
            curated_bucket="curated",
            staged_key="staging/part.parquet",
            region="us-east-1",
            txn="txn",
            planned_at=PLANNED_AT,
            layout=self.layout,
            files=tuple(self._input_file(key, raw) for key, raw in zip(self.keys, files)),
        )
        self.filled: Filled = fill(self.order, self.s3)

    def _input_file(self, key: str, raw: Raw) -> InputFile:
        return InputFile(
            ingest_id=key[-31:-5],
            date="2026-11-24",
            key=key,
            version_id="v1",
            etag=self.s3.add(key, raw.body),
            bytes=len(raw.body),
            records=0,
            registry_version="version#1",
            reading=raw.plan if isinstance(raw.plan, str) else json.dumps(raw.plan),
            copy=raw.copy,
        )

    @property
    def faults(self) -> List[Optional[Tuple[str, str]]]:
        """Of each file."""
        return [self.filled.faults.get(key) for key in self.keys]

    @property
    def parquet(self) -> parquet.ParquetFile:
        return parquet.ParquetFile(io.BytesIO(self.s3.staged["staging/part.parquet"]["body"]))

    @property
    def rows(self) -> List[Dict[str, Any]]:
        """The records with their lineage columns."""
        return self.parquet.read().to_pylist()
