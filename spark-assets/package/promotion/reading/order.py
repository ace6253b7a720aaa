"""What the driver asks of the task that fills one batch, and what the task answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple

from promotion.columns.layout import Layout
from promotion.transactions.input_file import InputFile


@dataclass(frozen=True)
class FillOrder:
    """Read these files as the layout says, and stage their records as one Parquet object under ``staged_key``."""

    raw_bucket: str
    curated_bucket: str
    staged_key: str
    region: str
    txn: str
    planned_at: str
    layout: Layout
    files: Tuple[InputFile, ...]


@dataclass(frozen=True)
class StagedObject:
    """The object that the task staged. ``checksum`` is ``<algorithm>:<base64>`` of all its bytes."""

    key: str
    etag: str
    size: int
    checksum: str
    records: int


@dataclass(frozen=True)
class Filled:
    """What became of an order: {raw key: records} of the files that were read to their end, and {raw key: (reason, detail)} of
    those that cannot be promoted as they are. ``output`` is None if there are any of these."""

    output: Optional[StagedObject]
    records: Mapping[str, int]
    faults: Mapping[str, Tuple[str, str]]
