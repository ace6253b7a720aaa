"""What a short PySpark script does: read the named files, write them by source and date. It keeps no books and checks nothing."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from pyspark.sql import SparkSession
from schema import spark_schema
from spark_settings import submit_with

Task = Mapping[str, Any]

#: More paths than a set has. By default, more than 32 paths are listed by a Spark job with one task for each path.
_MANY_PATHS = "100000"


def with_schema(task: Task) -> None:
    _promote(task, spark_schema(task["paths"]))


def with_tuned_listing(task: Task) -> None:
    _promote(task, spark_schema(task["paths"]), {"spark.sql.sources.parallelPartitionDiscovery.threshold": _MANY_PATHS})


def with_inference(task: Task) -> None:
    _promote(task, None)


def _promote(task: Task, schema: Optional[str], settings: Mapping[str, str] = {}) -> None:
    submit_with(settings)
    # The same session for every task of this process.
    spark = SparkSession.builder.appName("bare").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    bucket = f"s3://{task['raw_bucket']}"
    # Partition columns come from the folders below the base path.
    reader = spark.read.option("basePath", f"{bucket}/raw/")
    if schema is not None:
        reader = reader.schema(schema)
    objects = [f"{bucket}/{key}" for key in task["keys"]]
    if task["format"] == "csv":
        options = {"header": "true", "escape": '"', "inferSchema": str(schema is None).lower()}
        rows = reader.options(**options).csv(objects)
    else:
        rows = reader.json(objects)
    rows.write.partitionBy("source", "date").parquet(f"s3://{task['curated_bucket']}/curated", mode="append")
