"""What the driver asks of the task that fills a batch, and what the task answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple

from promotion.columns.layout import Layout
from promotion.transactions.input_file import InputFile


@dataclass(frozen=True)
class FillOrder:
    """The files of one transaction, the columns to fill, and where to stage the object."""

    raw_bucket: str
    curated_bucket: str
    staged_key: str
    region: str
    txn: str
    #: ``_promoted_at`` of every record.
    planned_at: str
    layout: Layout
    files: Tuple[InputFile, ...]


@dataclass(frozen=True)
class StagedObject:
    """The object that was staged. ``checksum`` is that of the whole object: ``<algorithm>:<base64>``."""

    key: str
    etag: str
    size: int
    checksum: str
    records: int


@dataclass(frozen=True)
class Filled:
    """What became of the files, by their raw keys. Nothing is staged if any file has a fault."""

    output: Optional[StagedObject]
    #: How many records each file without a fault has.
    records: Mapping[str, int]
    #: {raw key: (reason, detail)}
    faults: Mapping[str, Tuple[str, str]]
