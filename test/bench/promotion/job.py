"""The product's job, as the launched step runs it, on a deployment whose ledger names the files."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Mapping
from unittest.mock import patch

from botocore.client import BaseClient
from spark_settings import CORES, submit_with

import promotion
from promotion.job import run_job
from promotion.log import Log
from promotion.settings import Settings
from promotion.spark_session import spark_session


def promote(task: Mapping[str, Any]) -> Dict[str, int]:
    """Returns how many calls of AWS the driver made, by service and operation. Tasks make theirs in processes of their own."""
    submit_with({
        # A task is another process. It finds the job as it does on a cluster.
        "spark.executorEnv.PYTHONPATH": str(Path(promotion.__file__).parents[1]),
        "spark.driver.extraJavaOptions": os.environ["BENCH_JVM_OPTIONS"],
    })
    # The same session for every task of this process.
    spark = spark_session()
    spark.sparkContext.setLogLevel("ERROR")
    settings = Settings(raw_bucket=task["raw_bucket"], curated_bucket=task["curated_bucket"], cores=CORES, **task["deployment"])
    calls: List[str] = []
    make_call = BaseClient._make_api_call

    def noted(client: BaseClient, operation: str, request: Dict[str, Any]) -> Any:
        calls.append(f"{client.meta.service_model.service_name} {operation}")
        return make_call(client, operation, request)

    with patch.object(BaseClient, "_make_api_call", noted):
        if run_job(settings, spark, Log(run=settings.run)) != 0:
            raise RuntimeError("the run failed; its log says why")
    return dict(sorted(Counter(calls).items()))
