"""LEASE: one driver promotes a source at a time. The fence grows with each lease and guards every transaction.

A lease is short and is renewed, so a source whose cluster died waits only minutes. A driver that lost its lease cannot change
anything: the fence prevents that, whatever the clocks say.
"""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta
from typing import Callable, Dict, Optional

from promotion.contract import LedgerItem
from promotion.iso_time import iso_millis
from promotion.log import Log
from promotion.store.table import Table
from promotion.store.transact import Action

LEASE_DURATION = timedelta(minutes=5)
RENEWAL_PERIOD = timedelta(minutes=1)


class LeaseKeeper:
    """Takes, renews and releases the leases of one run."""

    def __init__(self, ledger: Table, run: str, log: Log, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._run = run
        self._log = log
        self._now = now
        # If a step is started twice, both drivers have the same run name. The holder tells them apart.
        self._holder = uuid.uuid4().hex
        self._fences: Dict[str, int] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        threading.Thread(target=self._renew_until_stopped, name="lease-renewal", daemon=True).start()

    def take(self, source_id: str) -> Optional[int]:
        """Takes the lease and returns its fence. Returns None if another driver holds it."""
        found = self._ledger.get(source_id, LedgerItem.LEASE)
        fence = int(found["fence"]) if found else 0
        now = self._now()
        if found and "run" in found and found["until"] > iso_millis(now):
            return None
        taken = self._ledger.try_update(
            source_id,
            LedgerItem.LEASE,
            "SET #run = :run, #holder = :holder, #fence = :next, #until = :until",
            "attribute_not_exists(#sk) OR #fence = :fence",
            {
                ":run": self._run,
                ":holder": self._holder,
                ":fence": fence,
                ":next": fence + 1,
                ":until": iso_millis(now + LEASE_DURATION),
            },
        )
        if not taken:
            # The SDK repeats a call whose reply was lost. The repetition then finds the write of the first call.
            found = self._ledger.get(source_id, LedgerItem.LEASE)
            if not found or found.get("holder") != self._holder:
                return None
        with self._lock:
            self._fences[source_id] = fence + 1
        return fence + 1

    def release(self, source_id: str) -> None:
        """Frees the lease if it is still ours. The fence stays, because the next driver's fence must be higher."""
        with self._lock:
            fence = self._fences.pop(source_id)
        self._ledger.try_update(
            source_id, LedgerItem.LEASE, "REMOVE #run, #holder, #until", "#fence = :fence AND #holder = :holder",
            {":fence": fence, ":holder": self._holder},
        )

    def stop(self) -> None:
        """Ends the renewals. Leases that are still held run out by themselves."""
        self._stopped.set()

    def renew_all(self) -> None:
        """Renews every lease that is held. If one cannot be renewed, the others are renewed all the same."""
        with self._lock:
            held = dict(self._fences)
        for source_id, fence in held.items():
            try:
                self._renew(source_id, fence)
            except Exception as error:  # One failed renewal leaves four more before the lease runs out.
                self._log.event("lease_renewal_failed", source_id=source_id, error=repr(error))

    def _renew_until_stopped(self) -> None:
        while not self._stopped.wait(RENEWAL_PERIOD.total_seconds()):
            self.renew_all()

    def _renew(self, source_id: str, fence: int) -> None:
        renewed = self._ledger.try_update(
            source_id, LedgerItem.LEASE, "SET #until = :until", "#fence = :fence AND #holder = :holder",
            {":until": iso_millis(self._now() + LEASE_DURATION), ":fence": fence, ":holder": self._holder},
        )
        if not renewed:
            self._log.event("lease_lost", source_id=source_id, fence=fence)


def fence_holds(ledger: Table, source_id: str, fence: int) -> Action:
    """The condition of every transaction on a source: its lease is still the one that we took."""
    return ledger.check(LedgerItem.LEASE, source_id, LedgerItem.LEASE, "#fence = :fence", {":fence": fence})
