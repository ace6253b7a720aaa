"""What the steps work with: the run, and a source whose lease the run holds."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Callable

from botocore.client import BaseClient
from pyspark.sql import SparkSession

from promotion.aws.metrics import Metrics
from promotion.log import Log
from promotion.protocol.lease import LeaseKeeper
from promotion.settings import Settings
from promotion.store.large_map import LargeMaps
from promotion.store.table import Table


@dataclass(frozen=True)
class Run:
    """The settings, the clients and the clock of a run. Several threads may use them at once."""

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
class LeasedSource:
    """One source, and the run that holds its lease.

    ``sealing`` lets one transaction of the source be sealed at a time. All seals grow the same ``written`` item, and the files
    of a seal that loses that race would have to be read and written again. ``catalog`` does the same for the source's table.
    """

    run: Run
    source_id: str
    fence: int
    log: Log
    sealing: threading.Lock = field(default_factory=threading.Lock)
    catalog: threading.Lock = field(default_factory=threading.Lock)
