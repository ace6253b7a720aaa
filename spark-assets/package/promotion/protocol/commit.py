"""COMMIT: the ledger learns what curated holds. Every write here may be repeated, so a sealed transaction rolls forward
from wherever its driver stopped."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import List, Optional, Sequence, Tuple

from promotion.protocol.abort import abort
from promotion.store.outbox import queued_alert
from promotion.aws.catalog import register
from promotion.store.limits import cut, item_bytes
from promotion.protocol.errors import LeaseLost, PlanOutdated
from promotion.transactions.input_file import InputFile
from promotion.protocol.run import SourceJob
from promotion.columns.layout import Layout
from promotion.protocol.lease import fence_holds
from promotion.log import iso_millis
from promotion.aws.metrics import FILES_PROMOTED, RECORDS_PROMOTED
from promotion.aws.objects import delete_below
from promotion.protocol.copy import StagedObjectGone, publish
from promotion.store.table import (
    LEASE,
    Action,
    ConditionFailed,
    Item,
    file_key,
    finished_key,
    life_key,
    open_key,
    pending_key,
    transact,
)
from promotion.transactions.transaction import COMMITTED, SEALED, Transaction

#: Files whose rows are read and marked together; a file takes two actions of a transaction, so that more would not fit.
_FILES_AT_ONCE = 49

#: What marking adds to a file's row, and the file's pending row: bytes, rounded up.
_MARK_BYTES, _PENDING_BYTES = 256, 1024

#: The lease, whose fence each transaction checks: bytes, rounded up.
_LEASE_BYTES = 1024

#: Times that files' rows are read again because they changed between reading and writing.
_MARK_ATTEMPTS = 5


def roll_forward(source: SourceJob, sealed: Transaction, layout: Layout) -> None:
    """COPY → REGISTER → COMMIT → CLEAN UP.

    Raises PlanOutdated if the staged object is gone and was never published: the transaction is ABORTED then, with an
    alert. Raises LeaseLost when another driver has the source. After any other error it stays SEALED for the next one.
    """
    job, batch = source.job, sealed.batch
    if sealed.output is None:
        raise ValueError(f"transaction {sealed.txn} is {sealed.state} without an output; its open# row was altered")
    try:
        publish(source, sealed.output)
    except StagedObjectGone as error:
        reason = f"the staged object {error} is gone and was never published"
        alert = queued_alert(
            job.ledger, source.source_id, job.now(), "run_failed",
            run=job.settings.run, detail=f"{source.source_id}: {reason}; its files are planned again",
        )
        abort(source, sealed.item(), reason, alert)
        raise PlanOutdated(reason) from error
    register(source, batch.date, layout)
    for start in range(0, len(batch.files), _FILES_AT_ONCE):
        _mark_promoted(source, sealed, batch.files[start : start + _FILES_AT_ONCE])
    for version in sorted({file.registry_version for file in batch.files}):
        # What people see comes second: where the two differ, it is the first that counts.
        for sk in (life_key(version), version):
            job.registry.try_update(
                source.source_id, sk, "SET #promoted_at = :at",
                "attribute_exists(#sk) AND (attribute_not_exists(#promoted_at) OR #promoted_at < :at)",
                {":at": sealed.planned_at},
            )
    _finish(source, sealed)
    job.metrics.count(RECORDS_PROMOTED, batch.records, source.source_id)
    job.metrics.count(FILES_PROMOTED, len(batch.files), source.source_id)
    source.log.event("committed", txn=sealed.txn, files=len(batch.files), records=batch.records)
    delete_below(job.s3, job.settings.curated_bucket, sealed.staging_prefix)


def _mark_promoted(source: SourceJob, sealed: Transaction, files: Sequence[InputFile]) -> None:
    """In as few transactions as their rows' sizes allow; what an earlier driver has marked is left as it is."""
    job, source_id = source.job, source.source_id
    for _ in range(_MARK_ATTEMPTS):
        rows = job.ledger.get_many(source_id, [file_key(file.ingest_id) for file in files])
        marks = [_mark(source, sealed, file, rows.get(file_key(file.ingest_id), {})) for file in files]
        try:
            for fitting in cut([mark for mark in marks if mark], reserved_actions=1, reserved_bytes=_LEASE_BYTES):
                transact(job.dynamodb, [fence_holds(job.ledger, source_id, source.fence), *chain.from_iterable(fitting)])
            return
        except ConditionFailed as error:
            if LEASE in error.failed:
                raise LeaseLost(f"the lease of {source_id} was taken while {sealed.txn} was committed") from error
    raise RuntimeError(f"the rows of files of {sealed.txn} changed {_MARK_ATTEMPTS} times while they were marked")


def _mark(source: SourceJob, sealed: Transaction, file: InputFile, row: Item) -> Optional[Tuple[List[Action], int, int]]:
    """The actions that mark one file, how many they are and the bytes that they touch; None if it is marked already."""
    ledger, source_id = source.job.ledger, source.source_id
    if row.get("txn") == sealed.txn:
        return None
    actions = [ledger.delete("pending", source_id, pending_key(file.date, file.ingest_id))]
    size = _PENDING_BYTES
    if row.get("state") == "PENDING" and row["version_id"] == file.version_id:
        actions.append(
            ledger.update(
                "file", source_id, file_key(file.ingest_id),
                "SET #state = :promoted, #txn = :txn, #promoted_at = :at",
                "#state = :pending AND #version_id = :version_id",
                {
                    ":promoted": "PROMOTED",
                    ":txn": sealed.txn,
                    ":at": sealed.planned_at,
                    ":pending": "PENDING",
                    ":version_id": file.version_id,
                },
            )
        )
        size += item_bytes(row) + _MARK_BYTES
    return actions, len(actions), size


def _finish(source: SourceJob, sealed: Transaction) -> None:
    job, source_id = source.job, source.source_id
    committed = replace(sealed, state=COMMITTED)
    item = {
        **committed.item(),
        "sk": finished_key(sealed.txn, sealed.attempt),
        "finished_at": iso_millis(job.now()),
    }
    try:
        transact(
            job.dynamodb,
            [
                fence_holds(job.ledger, source_id, source.fence),
                job.ledger.delete(
                    "open", source_id, open_key(sealed.txn), "#state = :sealed AND #attempt = :attempt",
                    {":sealed": SEALED, ":attempt": sealed.attempt},
                ),
                job.ledger.put("finished", item),
            ],
        )
    except ConditionFailed as error:
        raise LeaseLost(f"another driver finished {sealed.txn}: {error}") from error
