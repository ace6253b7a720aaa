"""What one run works with: its settings, its clients and its clock."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Callable

from botocore.client import BaseClient
from pyspark.sql import SparkSession

from promotion.store.large_map import LargeMaps
from promotion.protocol.lease import LeaseKeeper
from promotion.log import Log
from promotion.aws.metrics import Metrics
from promotion.store.table import Table


@dataclass(frozen=True)
class Settings:
    """The job's arguments, and nothing else: the job reads no environment variable of its own."""

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


@dataclass(frozen=True)
class Job:
    """One run. Everything in it may be used by several threads at once."""

    settings: Settings
    spark: SparkSession
    dynamodb: BaseClient
    s3: BaseClient
    glue: BaseClient
    registry: Table
    ledger: Table
    large_maps: LargeMaps
    leases: LeaseKeeper
    metrics: Metrics
    log: Log
    now: Callable[[], datetime]


@dataclass(frozen=True)
class SourceJob:
    """A run's work on one source, whose lease it holds.

    ``sealing`` orders the seals of one source's transactions: all of them grow the same ``written`` item, and a seal
    that loses that race would have to be read and written again. ``catalog`` does the same for the source's table.
    """

    job: Job
    source_id: str
    fence: int
    log: Log
    sealing: threading.Lock = field(default_factory=threading.Lock)
    catalog: threading.Lock = field(default_factory=threading.Lock)
