"""The product's job, as the launched step runs it, on a deployment whose ledger names the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

from spark_settings import CORES, submit_with

import promotion
from promotion.job import run_job
from promotion.log import Log
from promotion.settings import Settings
from promotion.spark_session import spark_session


def promote(task: Mapping[str, Any]) -> None:
    # A task is another process. It finds the job as it does on a cluster.
    submit_with({"spark.executorEnv.PYTHONPATH": str(Path(promotion.__file__).parents[1])})
    # The same session for every task of this process.
    spark = spark_session()
    spark.sparkContext.setLogLevel("ERROR")
    settings = Settings(raw_bucket=task["raw_bucket"], curated_bucket=task["curated_bucket"], cores=CORES, **task["deployment"])
    if run_job(settings, spark, Log(run=settings.run)) != 0:
        raise RuntimeError("the run failed; its log says why")
