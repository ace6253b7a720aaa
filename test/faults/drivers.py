"""Runs of the real job on a world. Only Spark and the reading of files are replaced."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Callable, Iterator, List, Optional
from unittest import mock

from cloud.client import READS, Client, Gate, open_gate
from promotion import job
from promotion.aws.metrics import Metrics
from promotion.log import Log
from promotion.contract import DynamoDbLimit
from promotion.protocol.errors import RunNotOurs
from promotion.protocol import run as run_module
from promotion.protocol.lease import LeaseKeeper
from promotion.protocol.run import Run
from promotion.settings import Settings
from promotion.store import back_off
from promotion.store.large_map import LargeMaps
from promotion.store.table import Table
from tasks import Tasks
from world import CONFIG, CURATED, DATABASE, LEDGER, RAW, REGISTRY, World

#: The outcome of a run for its deployment.
SUCCEEDED, FAILED, NOT_OURS = "succeeded", "failed", "not ours"


class Killed(BaseException):
    """The driver is dead. No handler of the job may catch this, and none of the driver's threads reaches AWS any more."""


class Quiet(Log):
    """Keeps events instead of printing them."""

    def __init__(self, events: Optional[list] = None, **context: Any) -> None:
        super().__init__(**context)
        self.events = [] if events is None else events

    def bind(self, **context: Any) -> Quiet:
        return Quiet(self.events, **{**self._context, **context})

    def event(self, event: str, **fields: Any) -> None:
        self.events.append({"event": event, **self._context, **fields})


@dataclass(frozen=True)
class Cluster:
    """Stands in for the job's Spark session: the world in which the job runs, and the gate of its calls.

    ``runs`` are the runs on this cluster.
    """

    world: World
    gate: Gate
    runs: List[Run] = field(default_factory=list)


def drive(world: World, run: str, gate: Gate = open_gate, skew: timedelta = timedelta(0), launched: bool = True,
          log: Optional[Quiet] = None, runs: Optional[List[Run]] = None) -> str:
    """One run, whose calls go through ``gate`` and whose clock is ahead by ``skew``. Raises Killed.

    ``runs`` gets the run as soon as it is connected.

    Needs :func:`stand_ins`.
    """
    if launched:
        world.launch(run)
    try:
        cluster = Cluster(world, gate, [] if runs is None else runs)
        failed = job.run_job(settings_of(run), cluster, log or Quiet(), lambda: world.now + skew)
    except RunNotOurs:
        return NOT_OURS
    return FAILED if failed else SUCCEEDED


def run_of(world: World, run: str, gate: Gate = open_gate, skew: timedelta = timedelta(0), log: Optional[Quiet] = None) -> Run:
    """A run's clients, for tests of single steps."""
    return _connect(settings_of(run), Cluster(world, gate), log or Quiet(), lambda: world.now + skew)


@contextmanager
def stand_ins() -> Iterator[None]:
    """Replaces the job's services and its tasks by those in memory while the context is open."""
    with ExitStack() as stack:
        for module, name, stand_in in (
            (job, "connect", _connect),
            # Then a batch of three files takes two transactions to mark.
            (DynamoDbLimit, "TRANSACTION_ACTIONS", 5),
            # A driver makes one call at a time, so its calls come in the same order each time.
            (run_module, "MARKS_AT_ONCE", 1),
            (job, "_BATCHES_PER_CORE", 1),
            # Waiting between attempts changes nothing in a world whose clock stands still.
            (back_off, "sleep", lambda seconds: None),
        ):
            stack.enter_context(mock.patch.object(module, name, stand_in))
        yield


def settings_of(run: str) -> Settings:
    return Settings(
        run=run, raw_bucket=RAW, curated_bucket=CURATED, registry_table=REGISTRY, ledger_table=LEDGER, database=DATABASE,
        source_config_uri=f"s3://{RAW}/{CONFIG}", metric_namespace="IngestionEngine", region="us-east-1", cores=1,
    )


def is_read(call: str) -> bool:
    return call.startswith(READS)


def _connect(settings: Settings, cluster: Cluster, log: Log, now: Callable[[], datetime]) -> Run:
    world = cluster.world
    dynamodb, s3, glue, cloudwatch = (Client(each, cluster.gate) for each in (world.dynamodb, world.s3, world.glue, world.cloudwatch))
    ledger = Table(dynamodb, LEDGER)
    run = Run(
        settings=settings, dynamodb=dynamodb, s3=s3, glue=glue, registry=Table(dynamodb, REGISTRY), ledger=ledger,
        large_maps=LargeMaps(s3, RAW), leases=LeaseKeeper(ledger, settings.run, log, now),
        metrics=Metrics(cloudwatch, settings.metric_namespace, log), log=log, now=now,
        fill=Tasks(world, s3).fill,
    )
    cluster.runs.append(run)
    return run
