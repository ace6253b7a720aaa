"""HOLD: sets aside, with a reason, a file that cannot be promoted as it is. The other files go on."""

from __future__ import annotations

from promotion.contract import FileState, LedgerItem
from promotion.iso_time import iso_millis
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import fence_holds
from promotion.protocol.run import LeasedSource
from promotion.store.keys import file_key, held_key, pending_key
from promotion.store.outbox import held_report
from promotion.store.transact import ConditionFailed, transact
from promotion.transactions.input_file import InputFile


def hold(source: LeasedSource, file: InputFile, reason: str, detail: str) -> None:
    """PENDING → HELD, in one transaction that also puts a report into the outbox. The sweep counts it and alerts people.

    Does nothing if the row has changed since it was planned, because the next plan reads it again.
    Raises LeaseLost if another driver has the source.
    """
    run, source_id, now = source.run, source.source_id, source.run.now()
    actions = [
        fence_holds(run.ledger, source_id, source.fence),
        run.ledger.update(
            "file", source_id, file_key(file.ingest_id), "SET #state = :held, #reason = :reason",
            "#state = :pending AND #version_id = :version_id",
            {":held": FileState.HELD, ":reason": reason, ":pending": FileState.PENDING, ":version_id": file.version_id},
        ),
        run.ledger.delete("pending", source_id, pending_key(file.date, file.ingest_id)),
        run.ledger.put(
            "held", {"source_id": source_id, "sk": held_key(file.ingest_id), "reason": reason, "since": iso_millis(now)}
        ),
        held_report(run.ledger, source_id, now, file, reason, detail),
    ]
    try:
        transact(run.dynamodb, actions)
    except ConditionFailed as error:
        if LedgerItem.LEASE in error.failed:
            raise LeaseLost(f"the lease of {source_id} was taken while {file.ingest_id} was held back") from error
        source.log.event("hold_outdated", ingest_id=file.ingest_id)
        return
    source.log.event("held", ingest_id=file.ingest_id, reason=reason, detail=detail)
