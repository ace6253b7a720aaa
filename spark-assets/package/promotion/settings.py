"""The job's arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What the launcher passes. The job reads no environment variables of its own."""

    run: str
    raw_bucket: str
    curated_bucket: str
    registry_table: str
    ledger_table: str
    database: str
    source_config_uri: str
    metric_namespace: str
    region: str
    #: Cores of the cluster that run tasks.
    cores: int
