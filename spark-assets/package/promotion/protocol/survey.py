"""SURVEY: what a source has for a run to do."""

from __future__ import annotations

from dataclasses import dataclass

from promotion.contract import LedgerPrefix
from promotion.protocol.run import Run
from promotion.store.keys import after_all


@dataclass(frozen=True)
class Waiting:
    """What a source has for a run to do."""

    source_id: str
    pending_files: int
    pending_bytes: int
    open_transactions: int

    @property
    def anything(self) -> bool:
        return self.pending_files + self.open_transactions > 0


def survey(run: Run, source_id: str) -> Waiting:
    """Counts what the source has to do. It needs no lease, because most sources of most runs have nothing to do."""
    opened = files = size = 0
    # No other prefix sorts between open# and pending#, so one query finds both.
    for item in run.ledger.between(source_id, LedgerPrefix.OPEN, after_all(LedgerPrefix.PENDING)):
        if item["sk"].startswith(LedgerPrefix.OPEN):
            opened += 1
        else:
            files += 1
            size += int(item["bytes"])
    return Waiting(source_id, files, size, opened)
