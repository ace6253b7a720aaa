"""The job: one scheduled run over every configured source."""

from __future__ import annotations

import json
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Callable, Dict, List, Optional, Sequence
from urllib.parse import urlparse

from pyspark.sql import SparkSession

from promotion.connect import connect
from promotion.log import Log
from promotion.protocol.promote_source import promote_source
from promotion.protocol.run import Run
from promotion.protocol.run_lease import check_run_lease, finish_run
from promotion.protocol.survey import Waiting, survey
from promotion.settings import Settings
from promotion.transactions.batches import input_bound

#: How many sources are promoted at once. Their batches share the cores.
_SOURCES_AT_ONCE = 16

#: How many batches are in work for each core. While one of them is committed, the core fills another one.
_BATCHES_PER_CORE = 2


def utc_now() -> datetime:
    """The job's clock."""
    return datetime.now(timezone.utc)


def run_job(settings: Settings, spark: SparkSession, log: Log, now: Callable[[], datetime] = utc_now) -> int:
    """One run in an existing session; returns the exit code. Raises RunNotOurs if the launcher declared the run dead."""
    run = connect(settings, spark, log, now)
    try:
        check_run_lease(run)
        outcomes = promote_all(run, configured_sources(run))
        failed = sorted(source_id for source_id, outcome in outcomes.items() if outcome.startswith("failed"))
        failure = "; ".join(f"{source_id}: {outcomes[source_id]}" for source_id in failed) or None
        finish_run(run, failure)
        log.event("finished", outcomes=outcomes)
        return 1 if failure else 0
    finally:
        run.metrics.flush()
        run.leases.stop()


def configured_sources(run: Run) -> List[str]:
    """The source ids in the configuration document. If a source is not in it any more, its pending files wait until it is back."""
    uri = urlparse(run.settings.source_config_uri)
    body = run.s3.get_object(Bucket=uri.netloc, Key=uri.path.lstrip("/"))["Body"].read()
    return [source["sourceId"] for source in json.loads(body)["sources"]]


def promote_all(run: Run, source_ids: Sequence[str]) -> Dict[str, str]:
    """{source: outcome}. If one source fails, at whatever step, the others go on."""
    cores = run.settings.cores
    outcomes: Dict[str, str] = {}

    def looked(source_id: str) -> Optional[Waiting]:
        try:
            return survey(run, source_id)
        except Exception as error:
            outcomes[source_id] = _failed(run, source_id, error)
            return None

    def promoted(source: Waiting) -> str:
        if not source.anything:
            return "idle"
        try:
            return promote_source(run, source, bound, workers)
        except Exception as error:
            return _failed(run, source.source_id, error)
        finally:
            run.metrics.flush()

    with ThreadPoolExecutor(_SOURCES_AT_ONCE, "source") as sources, ThreadPoolExecutor(_BATCHES_PER_CORE * cores, "batch") as workers:
        waiting = [found for found in sources.map(looked, source_ids) if found]
        bound = input_bound(sum(source.pending_bytes for source in waiting), cores)
        # The largest first, so that the run does not end with one source on one core.
        largest_first = sorted(waiting, key=lambda source: -source.pending_bytes)
        outcomes.update(zip((s.source_id for s in largest_first), sources.map(promoted, largest_first)))
    return outcomes


def _failed(run: Run, source_id: str, error: Exception) -> str:
    run.log.event("failed", source_id=source_id, error="".join(traceback.format_exception(error)))
    return f"failed: {type(error).__name__}: {error}".splitlines()[0]
