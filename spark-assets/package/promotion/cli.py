"""The job's command line."""

from __future__ import annotations

import argparse
from typing import Optional, Sequence

from promotion.job import run_job
from promotion.log import Log
from promotion.protocol.errors import RunNotOurs
from promotion.settings import Settings
from promotion.spark_session import spark_session


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the job. 0: every source was promoted or is blocked. 1: some source failed, or the run was not ours."""
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
    """The settings that the launcher passes, each required."""
    parser = argparse.ArgumentParser(prog="promote", description="One scheduled run over every configured source.", allow_abbrev=False)
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
