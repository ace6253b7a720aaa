"""COMMIT: the ledger learns what curated holds. Every write here may be repeated."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import List, Sequence

from promotion.contract import FileState, LedgerItem, Metric
from promotion.iso_time import iso_millis
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.keys import file_key, finished_key, life_key, open_key, pending_key
from promotion.store.limits import cut
from promotion.store.transact import Action, ConditionFailed, transact
from promotion.transactions.input_file import InputFile
from promotion.transactions.transaction import COMMITTED, SEALED, Transaction

#: How many actions mark one file.
_MARK_ACTIONS = 2

#: Bytes that marking adds to a file's row, and bytes of the file's pending row, both rounded up.
_MARK_BYTES, _PENDING_BYTES = 256, 1024

#: Bytes of the lease, whose fence each transaction checks, rounded up.
_LEASE_BYTES = 1024

#: How often files are marked anew because their rows changed between reading and writing.
_MARK_ATTEMPTS = 5


def commit(source: LeasedSource, sealed: Transaction) -> None:
    """Marks every file of the transaction as promoted, tells its versions, and records it as COMMITTED. Raises LeaseLost."""
    run, batch = source.run, sealed.batch
    _mark_promoted(source, sealed)
    _tell_versions(source, sealed)
    _finish(source, sealed)
    run.metrics.count(Metric.RECORDS_PROMOTED, batch.records, source.source_id)
    run.metrics.count(Metric.FILES_PROMOTED, len(batch.files), source.source_id)
    source.log.event("committed", txn=sealed.txn, files=len(batch.files), records=batch.records)


def _mark_promoted(source: LeasedSource, sealed: Transaction) -> None:
    """Marks all files, in as few transactions as the sizes of their rows allow. If one of these fails, the others are carried out."""
    sized = ((file, _MARK_ACTIONS, file.row_bytes + _MARK_BYTES + _PENDING_BYTES) for file in sealed.batch.files)
    fitting = cut(sized, reserved_actions=1, reserved_bytes=_LEASE_BYTES)
    for marked in [source.marking.submit(_mark_together, source, sealed, files) for files in fitting]:
        marked.result()


def _mark_together(source: LeasedSource, sealed: Transaction, files: Sequence[InputFile]) -> None:
    """Marks the files in one transaction. Their rows are read only if one of them is not as it was planned."""
    run, source_id = source.run, source.source_id
    as_planned = {file: True for file in files}
    for _ in range(_MARK_ATTEMPTS):
        marks = chain.from_iterable(_mark(source, sealed, file, as_planned[file]) for file in files)
        try:
            transact(run.dynamodb, [fence_holds(run.ledger, source_id, source.fence), *marks])
            return
        except ConditionFailed as error:
            if LedgerItem.LEASE in error.failed:
                raise LeaseLost(f"the lease of {source_id} was taken while {sealed.txn} was committed") from error
        rows = run.ledger.get_many(source_id, [file_key(file.ingest_id) for file in files], ["state", "version_id"])
        for file in files:
            row = rows.get(file_key(file.ingest_id), {})
            as_planned[file] = row.get("state") == FileState.PENDING and row["version_id"] == file.version_id
    raise RuntimeError(f"the rows of files of {sealed.txn} changed {_MARK_ATTEMPTS} times while they were marked")


def _mark(source: LeasedSource, sealed: Transaction, file: InputFile, is_as_planned: bool) -> List[Action]:
    """The actions that mark one file. A row that is not as it was planned stays as it is. It may be marked already."""
    ledger, source_id = source.run.ledger, source.source_id
    is_not_pending = ledger.delete("pending", source_id, pending_key(file.date, file.ingest_id))
    if not is_as_planned:
        return [is_not_pending]
    is_promoted = ledger.update(
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
    return [is_not_pending, is_promoted]


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
