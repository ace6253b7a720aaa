"""The clients of a run."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Callable

import boto3
from botocore.config import Config
from pyspark.sql import SparkSession

from promotion.aws.metrics import Metrics
from promotion.log import Log
from promotion.protocol.lease import LeaseKeeper
from promotion.protocol.run import Run
from promotion.settings import Settings
from promotion.spark_task import filled_by
from promotion.store.large_map import LargeMaps
from promotion.store.table import Table

_CLIENTS = Config(retries={"mode": "standard", "max_attempts": 8}, max_pool_connections=64)


def connect(settings: Settings, spark: SparkSession, log: Log, now: Callable[[], datetime]) -> Run:
    """Connects a run to its services."""
    client = partial(boto3.client, region_name=settings.region, config=_CLIENTS)
    # The resource's client takes and gives plain Python values.
    dynamodb = boto3.resource("dynamodb", region_name=settings.region, config=_CLIENTS).meta.client
    s3 = client("s3")
    ledger = Table(dynamodb, settings.ledger_table)
    return Run(
        settings=settings,
        dynamodb=dynamodb,
        s3=s3,
        glue=client("glue"),
        registry=Table(dynamodb, settings.registry_table),
        ledger=ledger,
        large_maps=LargeMaps(s3, settings.raw_bucket),
        leases=LeaseKeeper(ledger, settings.run, log, now),
        metrics=Metrics(client("cloudwatch"), settings.metric_namespace, log),
        log=log,
        now=now,
        fill=filled_by(spark),
    )
