"""Keys of both tables."""

from __future__ import annotations

#: Partition of the ledger items that belong to the deployment and to no source.
DEPLOYMENT = "#deployment"
HEAD = "head"
LEASE = "lease"
COLUMNS = "columns"
WRITTEN = "written"
OPEN_PREFIX = "open#"
PENDING_PREFIX = "pending#"

# Of the registry, as in src/contract.ts.
VERSION_PREFIX = "version#"
FACTS_PREFIX = "facts#"
LIFE_SUFFIX = "#life"


def file_key(ingest_id: str) -> str:
    return f"file#{ingest_id}"


def pending_key(date: str, ingest_id: str) -> str:
    return f"{PENDING_PREFIX}{date}#{ingest_id}"


def held_key(ingest_id: str) -> str:
    return f"held#{ingest_id}"


def open_key(txn: str) -> str:
    return f"{OPEN_PREFIX}{txn}"


def finished_key(txn: str, attempt: str) -> str:
    return f"txn#{txn}#{attempt}"


def alert_key(alert_id: str) -> str:
    return f"alert#{alert_id}"


def after_all(prefix: str) -> str:
    """A sort key behind every one that begins with ``prefix``."""
    return prefix + "\U0010ffff"


def report_key(state: str, reason: str, at: str, ingest_id: str, version_id: str) -> str:
    return f"report#{state}#{reason}#{at}#{ingest_id}#{version_id}"


def run_key(run: str) -> str:
    return f"run#{run}"


def life_key(version: str) -> str:
    """The registry item that says what became of a version, verdict and time of promotion. People edit another item."""
    return f"{FACTS_PREFIX}{version.removeprefix(VERSION_PREFIX)}{LIFE_SUFFIX}"
