"""What a transaction is: the files of one (source, date) batch that become one Parquet object."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Mapping, Optional, Tuple

from promotion.transactions.input_file import InputFile
from promotion.store.table import Item

PLANNED = "PLANNED"
SEALED = "SEALED"
COMMITTED = "COMMITTED"
ABORTED = "ABORTED"


@dataclass(frozen=True)
class Batch:
    """Files that are promoted together. Its id derives from them alone, so that repeating it repeats every name."""

    source_id: str
    date: str
    files: Tuple[InputFile, ...]

    @property
    def raw_bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def records(self) -> int:
        return sum(file.records for file in self.files)

    def document(self) -> bytes:
        """The manifest's JSON: equal batches give equal bytes."""
        content = {"source_id": self.source_id, "date": self.date, "files": [asdict(file) for file in self.files]}
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()

    def manifest(self) -> bytes:
        """The manifest as it is stored; no time is in it, so that writing it twice writes the same object."""
        return gzip.compress(self.document(), mtime=0)

    @property
    def txn(self) -> str:
        return hashlib.sha256(self.document()).hexdigest()[:20]

    @staticmethod
    def from_manifest(body: bytes) -> Batch:
        """Reads a manifest."""
        content = json.loads(gzip.decompress(body))
        return Batch(content["source_id"], content["date"], tuple(map(InputFile.from_manifest, content["files"])))


@dataclass(frozen=True)
class Output:
    """The one object of a transaction: where it was staged, where it is published, and how to know it again."""

    staged_key: str
    key: str
    etag: str
    size: int
    checksum: str
    records: int


@dataclass(frozen=True)
class Transaction:
    """An ``open#`` row with its batch. ``planned_at`` is the ``_promoted_at`` of its records."""

    batch: Batch
    txn: str
    attempt: str
    run: str
    fence: int
    epoch: int
    planned_at: str
    state: str = PLANNED
    output: Optional[Output] = None

    @property
    def manifest_key(self) -> str:
        return f"manifests/source={self.batch.source_id}/{self.txn}.json.gz"

    @property
    def staging_prefix(self) -> str:
        return staging_prefix(self.item())

    @property
    def curated_key(self) -> str:
        return f"{partition_prefix(self.batch.source_id, self.batch.date)}{self.txn}.parquet"

    def item(self) -> Item:
        """The attributes that its ``open#`` and ``txn#`` rows share."""
        return {
            "source_id": self.batch.source_id,
            "state": self.state,
            "txn": self.txn,
            "date": self.batch.date,
            "run": self.run,
            "fence": self.fence,
            "attempt": self.attempt,
            "epoch": self.epoch,
            "planned_at": self.planned_at,
            "manifest": self.manifest_key,
            "files": len(self.batch.files),
            "records": self.batch.records,
            "outputs": [asdict(self.output)] if self.output else [],
        }

    @staticmethod
    def from_item(item: Mapping[str, Any], batch: Batch) -> Transaction:
        """The transaction of an ``open#`` row and of the batch that its manifest holds."""
        outputs = [
            Output(o["staged_key"], o["key"], o["etag"], int(o["size"]), o["checksum"], int(o["records"]))
            for o in item["outputs"]
        ]
        return Transaction(
            batch=batch,
            txn=item["txn"],
            attempt=item["attempt"],
            run=item["run"],
            fence=int(item["fence"]),
            epoch=int(item["epoch"]),
            planned_at=item["planned_at"],
            state=item["state"],
            output=outputs[0] if outputs else None,
        )


def staging_prefix(item: Mapping[str, Any]) -> str:
    """Where the attempt of an ``open#`` row stages its object; no other attempt ever writes there."""
    return f"staging/run={item['run']}/txn={item['txn']}/fence={item['fence']}-{item['attempt']}/"


def table_prefix(source_id: str) -> str:
    """Where a source's table lies in the curated bucket."""
    return f"curated/source={source_id}/"


def partition_prefix(source_id: str, date: str) -> str:
    """Where a source's objects of one date lie in the curated bucket."""
    return f"{table_prefix(source_id)}date={date}/"
