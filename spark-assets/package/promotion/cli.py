"""The job's command line: one scheduled run over every configured source."""

from __future__ import annotations

import argparse
import json
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Callable, Dict, List, Optional, Sequence
from urllib.parse import urlparse

import boto3
from botocore.config import Config
from pyspark.sql import SparkSession

from promotion.protocol.errors import RunNotOurs
from promotion.protocol.run import Job, Settings
from promotion.store.large_map import LargeMaps
from promotion.protocol.lease import LeaseKeeper
from promotion.log import Log
from promotion.aws.metrics import Metrics
from promotion.protocol.plan import input_bound
from promotion.protocol.run_lease import check_run_lease, finish_run
from promotion.spark_session import spark_session
from promotion.protocol.promote_source import Waiting, promote_source, survey
from promotion.store.table import Table

#: Sources that are planned at once; their batches share the cores.
_SOURCES_AT_ONCE = 16

_CLIENTS = Config(retries={"mode": "standard", "max_attempts": 8}, max_pool_connections=64)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the job. 0: every source was promoted or is blocked. 1: some source failed, or the run was not ours."""
    settings = parse(arguments)
    log = Log(run=settings.run)
    spark = spark_session()
    try:
        return run(settings, spark, log)
    except RunNotOurs as error:
        log.event("run_not_ours", detail=str(error))
        return 1
    finally:
        spark.stop()


def parse(arguments: Optional[Sequence[str]]) -> Settings:
    """The settings that the launcher passes, each required."""
    parser = argparse.ArgumentParser(prog="promote", description=__doc__, allow_abbrev=False)
    parser.add_argument("--run", required=True, help="the run's name: its scheduled time, 20261124T080000Z")
    parser.add_argument("--raw-bucket", required=True)
    parser.add_argument("--curated-bucket", required=True)
    parser.add_argument("--registry-table", required=True)
    parser.add_argument("--ledger-table", required=True)
    parser.add_argument("--database", required=True, help="Glue database of the sources' tables")
    parser.add_argument("--source-config", required=True, dest="source_config_uri", help="s3:// URI of the configuration")
    parser.add_argument("--metric-namespace", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--cores", required=True, type=int, help="cores of the cluster that run tasks, 1 or more")
    parsed = parser.parse_args(arguments)
    if parsed.cores < 1:
        parser.error(f"--cores is {parsed.cores}; expected 1 or more")
    return Settings(**vars(parsed))


def utc_now() -> datetime:
    """The job's clock."""
    return datetime.now(timezone.utc)


def run(settings: Settings, spark: SparkSession, log: Log, now: Callable[[], datetime] = utc_now) -> int:
    """One run in a session that exists. Raises RunNotOurs when the launcher gave it up for dead."""
    job = connect(settings, spark, log, now)
    try:
        check_run_lease(job)
        outcomes = promote_all(job, configured_sources(job))
        failed = sorted(source_id for source_id, outcome in outcomes.items() if outcome.startswith("failed"))
        failure = "; ".join(f"{source_id}: {outcomes[source_id]}" for source_id in failed) or None
        finish_run(job, failure)
        log.event("finished", outcomes=outcomes)
        return 1 if failure else 0
    finally:
        job.metrics.flush()
        job.leases.stop()


def connect(settings: Settings, spark: SparkSession, log: Log, now: Callable[[], datetime]) -> Job:
    """The clients of a run."""
    session = boto3.session.Session(region_name=settings.region)
    # The resource's client takes and gives plain Python values.
    dynamodb = session.resource("dynamodb", config=_CLIENTS).meta.client
    s3 = session.client("s3", config=_CLIENTS)
    ledger = Table(dynamodb, settings.ledger_table)
    return Job(
        settings=settings,
        spark=spark,
        dynamodb=dynamodb,
        s3=s3,
        glue=session.client("glue", config=_CLIENTS),
        registry=Table(dynamodb, settings.registry_table),
        ledger=ledger,
        large_maps=LargeMaps(s3, settings.raw_bucket),
        leases=LeaseKeeper(ledger, settings.run, log, now),
        metrics=Metrics(session.client("cloudwatch", config=_CLIENTS), settings.metric_namespace, log),
        log=log,
        now=now,
    )


def configured_sources(job: Job) -> List[str]:
    """The ids in the configuration document; what a source taken out of it has pending waits until it is back."""
    uri = urlparse(job.settings.source_config_uri)
    body = job.s3.get_object(Bucket=uri.netloc, Key=uri.path.lstrip("/"))["Body"].read()
    return [source["sourceId"] for source in json.loads(body)["sources"]]


def promote_all(job: Job, source_ids: Sequence[str]) -> Dict[str, str]:
    """{source: outcome}; a source that fails, at whatever step, does not touch the others."""
    cores = job.settings.cores
    outcomes: Dict[str, str] = {}

    def looked(source_id: str) -> Optional[Waiting]:
        try:
            return survey(job, source_id)
        except Exception as error:
            outcomes[source_id] = _failed(job, source_id, error)
            return None

    def promoted(source: Waiting) -> str:
        if not source.anything:
            return "idle"
        try:
            return promote_source(job, source, bound, workers)
        except Exception as error:
            return _failed(job, source.source_id, error)
        finally:
            job.metrics.flush()

    with ThreadPoolExecutor(_SOURCES_AT_ONCE, "source") as sources, ThreadPoolExecutor(cores, "batch") as workers:
        waiting = [found for found in sources.map(looked, source_ids) if found]
        bound = input_bound(sum(source.pending_bytes for source in waiting), cores)
        # The largest first, so that the run does not end with one source on one core.
        largest_first = sorted(waiting, key=lambda source: -source.pending_bytes)
        outcomes.update(zip((s.source_id for s in largest_first), sources.map(promoted, largest_first)))
    return outcomes


def _failed(job: Job, source_id: str, error: Exception) -> str:
    job.log.event("failed", source_id=source_id, error="".join(traceback.format_exception(error)))
    return f"failed: {type(error).__name__}: {error}".splitlines()[0]
