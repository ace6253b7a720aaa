"""What a transaction is: the files of one (source, date) batch that become one Parquet object."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Dict, Mapping, Optional

from promotion.transactions.batch import Batch
from promotion.transactions.curated_keys import manifest_key, object_key, staging_prefix

PLANNED = "PLANNED"
SEALED = "SEALED"
COMMITTED = "COMMITTED"
ABORTED = "ABORTED"


@dataclass(frozen=True)
class Output:
    """The one object of a transaction: where it was staged, where it is published, and what identifies it."""

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
        return manifest_key(self.batch.source_id, self.txn)

    @property
    def staging_prefix(self) -> str:
        return staging_prefix(self.item())

    @property
    def curated_key(self) -> str:
        return object_key(self.batch.source_id, self.batch.date, self.txn)

    def item(self) -> Dict[str, Any]:
        """The attributes that its ``open#`` and ``txn#`` rows have in common."""
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
