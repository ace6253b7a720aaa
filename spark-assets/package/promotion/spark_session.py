"""The Spark session. Spark decides no value: it only spreads the tasks over the cluster, and repeats a task that was lost."""

from __future__ import annotations

from pyspark.sql import SparkSession

_SETTINGS = {
    # A second try of a task that is only slow would read the files of a whole batch once more.
    "spark.speculation": "false",
}


def spark_session() -> SparkSession:
    """The session that spark-submit configured, with the settings that must not depend on a release."""
    builder = SparkSession.builder.appName("promotion")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
