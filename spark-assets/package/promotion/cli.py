"""The job's command line."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Optional, Sequence

from promotion.contract import JobArgument
from promotion.job import run_job
from promotion.log import Log
from promotion.protocol.errors import RunNotOurs
from promotion.settings import Settings
from promotion.spark_session import spark_session


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the job. Returns 0 if every source was promoted or is blocked, 1 if a source failed or the run was not ours."""
    settings = parse(arguments)
    log = Log(run=settings.run)
    spark = spark_session()
    try:
        return run_job(settings, spark, log)
    except RunNotOurs as error:
        log.event("run_not_ours", detail=str(error))
        return 1
    finally:
        spark.stop()


def parse(arguments: Optional[Sequence[str]]) -> Settings:
    """The settings that the launcher passes. All of them are required."""
    parser = argparse.ArgumentParser(prog="promote", description="One scheduled run over every configured source.", allow_abbrev=False)
    add = partial(parser.add_argument, required=True)
    add(JobArgument.RUN, help="the run's name: its scheduled time, 20261124T080000Z")
    add(JobArgument.RAW_BUCKET)
    add(JobArgument.CURATED_BUCKET)
    add(JobArgument.REGISTRY_TABLE)
    add(JobArgument.LEDGER_TABLE)
    add(JobArgument.DATABASE, help="Glue database of the sources' tables")
    add(JobArgument.SOURCE_CONFIG_URI, dest="source_config_uri", help="s3:// URI of the configuration")
    add(JobArgument.METRIC_NAMESPACE)
    add(JobArgument.REGION)
    add(JobArgument.CORES, type=int, help="cores of the cluster that run tasks, 1 or more")
    parsed = parser.parse_args(arguments)
    if parsed.cores < 1:
        parser.error(f"{JobArgument.CORES} is {parsed.cores}; expected 1 or more")
    return Settings(**vars(parsed))
