"""What the steps work with: the run, and a source whose lease the run holds."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Callable

from botocore.client import BaseClient

from promotion.aws.metrics import Metrics
from promotion.log import Log
from promotion.protocol.lease import LeaseKeeper
from promotion.reading.order import Filled, FillOrder
from promotion.settings import Settings
from promotion.store.large_map import LargeMaps
from promotion.store.table import Table


#: How many transactions of a source mark files at once. They all check the fence, so they all touch the source's lease, and
#: DynamoDB lets transactions conflict that touch one item at the same moment. More of them would mostly wait for each other.
MARKS_AT_ONCE = 4


@dataclass(frozen=True)
class Run:
    """The settings, the clients and the clock of a run. Several threads may use them at once."""

    settings: Settings
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
    #: Carries out the order of a batch, in a task of its own.
    fill: Callable[[FillOrder], Filled]


@dataclass(frozen=True)
class LeasedSource:
    """One source, and the run that holds its lease.

    ``sealing`` lets one transaction of the source be sealed at a time. All seals grow the same ``written`` item, and the files
    of a seal that loses that race would have to be read and written again. ``catalog`` does the same for the source's table.
    ``marking`` marks the files of all its batches.
    """

    run: Run
    source_id: str
    fence: int
    log: Log
    sealing: threading.Lock = field(default_factory=threading.Lock)
    catalog: threading.Lock = field(default_factory=threading.Lock)
    marking: Executor = field(default_factory=lambda: ThreadPoolExecutor(MARKS_AT_ONCE, "mark"))
