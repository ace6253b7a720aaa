"""Sort keys of both tables."""

from __future__ import annotations

from promotion.contract import LedgerPrefix, TableKey


def file_key(ingest_id: str) -> str:
    return f"{LedgerPrefix.FILE}{ingest_id}"


def pending_key(date: str, ingest_id: str) -> str:
    return f"{LedgerPrefix.PENDING}{date}#{ingest_id}"


def held_key(ingest_id: str) -> str:
    return f"{LedgerPrefix.HELD}{ingest_id}"


def open_key(txn: str) -> str:
    return f"{LedgerPrefix.OPEN}{txn}"


def finished_key(txn: str, attempt: str) -> str:
    return f"{LedgerPrefix.TRANSACTION}{txn}#{attempt}"


def alert_key(alert_id: str) -> str:
    return f"{LedgerPrefix.ALERT}{alert_id}"


def report_key(state: str, reason: str, at: str, ingest_id: str, version_id: str) -> str:
    return f"{LedgerPrefix.REPORT}{state}#{reason}#{at}#{ingest_id}#{version_id}"


def run_key(run: str) -> str:
    return f"{LedgerPrefix.RUN}{run}"


def life_key(version: str) -> str:
    """The registry item with a version's verdict and time of promotion. People edit another item."""
    return f"{TableKey.FACTS_PREFIX}{version.removeprefix(TableKey.VERSION_PREFIX)}{TableKey.LIFE_SUFFIX}"


def after_all(prefix: str) -> str:
    """A sort key after all those that begin with ``prefix``."""
    return prefix + "\U0010ffff"
