"""How Spark is started. It has the cores and the memory of the job's small cluster, and ``s3://`` leads through the proxy."""

from __future__ import annotations

import os
import sys
from typing import Mapping

CORES = 2


def submit_with(settings: Mapping[str, str]) -> None:
    """Sets what the session of this process starts with. It must be called before the session is made."""
    submit = {
        "spark.master": f"local[{CORES}]",
        "spark.driver.memory": "3g",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraClassPath": os.environ["BENCH_JARS"] + "/*",
        "spark.sql.session.timeZone": "UTC",
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3a.endpoint": os.environ["AWS_ENDPOINT_URL_S3"],
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled": "false",
        "spark.hadoop.fs.s3a.aws.credentials.provider": "com.amazonaws.auth.EnvironmentVariableCredentialsProvider",
        **settings,
    }
    arguments = [part for name, value in submit.items() for part in ("--conf", f"'{name}={value}'")]
    # Otherwise tasks would run in whatever Python the path finds.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join([*arguments, "pyspark-shell"])
