"""The clients of a run."""

from __future__ import annotations

from datetime import datetime
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
    session = boto3.session.Session(region_name=settings.region)
    # The resource's client takes and gives plain Python values.
    dynamodb = session.resource("dynamodb", config=_CLIENTS).meta.client
    s3 = session.client("s3", config=_CLIENTS)
    ledger = Table(dynamodb, settings.ledger_table)
    return Run(
        settings=settings,
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
        fill=filled_by(spark),
    )
