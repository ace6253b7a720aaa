"""COMMIT: the ledger learns what curated holds. Every write here may be repeated."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import List, Optional, Sequence, Tuple

from promotion.contract import FileState, LedgerItem, Metric
from promotion.iso_time import iso_millis
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.keys import file_key, finished_key, life_key, open_key, pending_key
from promotion.store.limits import cut, item_bytes
from promotion.store.table import Item
from promotion.store.transact import Action, ConditionFailed, transact
from promotion.transactions.input_file import InputFile
from promotion.transactions.transaction import COMMITTED, SEALED, Transaction

#: How many files are marked together. Each takes two actions of a transaction, so more would not fit.
_FILES_AT_ONCE = 49

#: Bytes that marking adds to a file's row, and bytes of the file's pending row, both rounded up.
_MARK_BYTES, _PENDING_BYTES = 256, 1024

#: Bytes of the lease, whose fence each transaction checks, rounded up.
_LEASE_BYTES = 1024

#: How often files are marked anew because their rows changed between reading and writing.
_MARK_ATTEMPTS = 5


def commit(source: LeasedSource, sealed: Transaction) -> None:
    """Marks every file of the transaction as promoted, tells its versions, and records it as COMMITTED. Raises LeaseLost."""
    run, batch = source.run, sealed.batch
    for start in range(0, len(batch.files), _FILES_AT_ONCE):
        _mark_promoted(source, sealed, batch.files[start : start + _FILES_AT_ONCE])
    _tell_versions(source, sealed)
    _finish(source, sealed)
    run.metrics.count(Metric.RECORDS_PROMOTED, batch.records, source.source_id)
    run.metrics.count(Metric.FILES_PROMOTED, len(batch.files), source.source_id)
    source.log.event("committed", txn=sealed.txn, files=len(batch.files), records=batch.records)


def _mark_promoted(source: LeasedSource, sealed: Transaction, files: Sequence[InputFile]) -> None:
    """Marks the files in as few transactions as the sizes of their rows allow. Files that an earlier driver marked stay as they are."""
    run, source_id = source.run, source.source_id
    for _ in range(_MARK_ATTEMPTS):
        rows = run.ledger.get_many(source_id, [file_key(file.ingest_id) for file in files])
        marks = [_mark(source, sealed, file, rows.get(file_key(file.ingest_id), {})) for file in files]
        try:
            for fitting in cut([mark for mark in marks if mark], reserved_actions=1, reserved_bytes=_LEASE_BYTES):
                transact(run.dynamodb, [fence_holds(run.ledger, source_id, source.fence), *chain.from_iterable(fitting)])
            return
        except ConditionFailed as error:
            if LedgerItem.LEASE in error.failed:
                raise LeaseLost(f"the lease of {source_id} was taken while {sealed.txn} was committed") from error
    raise RuntimeError(f"the rows of files of {sealed.txn} changed {_MARK_ATTEMPTS} times while they were marked")


def _mark(source: LeasedSource, sealed: Transaction, file: InputFile, row: Item) -> Optional[Tuple[List[Action], int, int]]:
    """The actions that mark one file, their number, and the bytes of the items that they touch. None if it is already marked."""
    ledger, source_id = source.run.ledger, source.source_id
    if row.get("txn") == sealed.txn:
        return None
    actions = [ledger.delete("pending", source_id, pending_key(file.date, file.ingest_id))]
    size = _PENDING_BYTES
    if row.get("state") == FileState.PENDING and row["version_id"] == file.version_id:
        actions.append(
            ledger.update(
                "file", source_id, file_key(file.ingest_id),
                "SET #state = :promoted, #txn = :txn, #promoted_at = :at",
                "#state = :pending AND #version_id = :version_id",
                {
                    ":promoted": FileState.PROMOTED,
                    ":txn": sealed.txn,
                    ":at": sealed.planned_at,
                    ":pending": FileState.PENDING,
                    ":version_id": file.version_id,
                },
            )
        )
        size += item_bytes(row) + _MARK_BYTES
    return actions, len(actions), size


def _tell_versions(source: LeasedSource, sealed: Transaction) -> None:
    """Records in each version of the transaction's files when it was last promoted. That time is never set back."""
    for version in sorted({file.registry_version for file in sealed.batch.files}):
        # The item that people see is written second. If the two differ, the first one counts.
        for sk in (life_key(version), version):
            source.run.registry.try_update(
                source.source_id, sk, "SET #promoted_at = :at",
                "attribute_exists(#sk) AND (attribute_not_exists(#promoted_at) OR #promoted_at < :at)",
                {":at": sealed.planned_at},
            )


def _finish(source: LeasedSource, sealed: Transaction) -> None:
    run, source_id = source.run, source.source_id
    committed = replace(sealed, state=COMMITTED)
    item = {
        **committed.item(),
        "sk": finished_key(sealed.txn, sealed.attempt),
        "finished_at": iso_millis(run.now()),
    }
    try:
        transact(
            run.dynamodb,
            [
                fence_holds(run.ledger, source_id, source.fence),
                run.ledger.delete(
                    "open", source_id, open_key(sealed.txn), "#state = :sealed AND #attempt = :attempt",
                    {":sealed": SEALED, ":attempt": sealed.attempt},
                ),
                run.ledger.put("finished", item),
            ],
        )
    except ConditionFailed as error:
        raise LeaseLost(f"another driver finished {sealed.txn}: {error}") from error
