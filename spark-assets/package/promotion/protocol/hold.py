"""HELD: a file that cannot be promoted as it is steps aside with a reason, so that its neighbours go on."""

from __future__ import annotations

from promotion.store.outbox import held_report
from promotion.protocol.errors import LeaseLost
from promotion.transactions.input_file import InputFile
from promotion.protocol.run import SourceJob
from promotion.protocol.lease import fence_holds
from promotion.log import iso_millis
from promotion.store.table import LEASE, ConditionFailed, file_key, held_key, pending_key, transact

#: The types it was judged under are no longer those it would be read under. The sweep has it profiled again.
TYPES_MOVED = "types_moved"
#: A path that it holds a value at has no column.
NO_COLUMN = "no_column"
#: It gave another number of records than the profiler counted.
COUNT_MISMATCH = "count_mismatch"
#: A record or a value of it cannot be read as its type.
UNREADABLE_VALUE = "unreadable_value"
#: An object that is read for it is missing, or is not the one that the profiler read or wrote.
OBJECT_MISSING = "object_missing"


def hold(source: SourceJob, file: InputFile, reason: str, detail: str) -> None:
    """PENDING → HELD in one transaction, with its report in the outbox, by which the sweep counts it and tells of it.

    Does nothing if the row has changed since it was planned: the next plan reads it again.
    Raises LeaseLost when another driver has the source.
    """
    job, source_id, now = source.job, source.source_id, source.job.now()
    actions = [
        fence_holds(job.ledger, source_id, source.fence),
        job.ledger.update(
            "file", source_id, file_key(file.ingest_id), "SET #state = :held, #reason = :reason",
            "#state = :pending AND #version_id = :version_id",
            {":held": "HELD", ":reason": reason, ":pending": "PENDING", ":version_id": file.version_id},
        ),
        job.ledger.delete("pending", source_id, pending_key(file.date, file.ingest_id)),
        job.ledger.put(
            "held", {"source_id": source_id, "sk": held_key(file.ingest_id), "reason": reason, "since": iso_millis(now)}
        ),
        held_report(job.ledger, source_id, now, file, reason, detail),
    ]
    try:
        transact(job.dynamodb, actions)
    except ConditionFailed as error:
        if LEASE in error.failed:
            raise LeaseLost(f"the lease of {source_id} was taken while {file.ingest_id} was held back") from error
        source.log.event("hold_outdated", ingest_id=file.ingest_id)
        return
    source.log.event("held", ingest_id=file.ingest_id, reason=reason, detail=detail)

