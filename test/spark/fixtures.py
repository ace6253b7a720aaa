"""One Spark session and one emulator for a whole suite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "spark-assets" / "package"


@contextmanager
def server(program: Path) -> Iterator[str]:
    """Runs a TypeScript program that prints one line when it is ready. It ends with the tests, however they end."""
    command = ["npx", "tsx", str(program)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{' '.join(command)} ended with {process.wait()} before it was ready")
    yield line
    process.stdin.close()
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def environment():
    """Starts an emulator, and sets what the job needs to reach it."""
    with server(Path(__file__).with_name("environment.ts")) as line:
        found = json.loads(line)
        os.environ.update(found["env"])
        yield found


@pytest.fixture(scope="session")
def spark(environment):
    """The job's own session on two cores. Its tasks reach the emulator."""
    os.environ["JAVA_HOME"] = environment["java"]
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Where the workers find the job, as on a cluster.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(PACKAGE), *filter(None, [os.environ.get("PYTHONPATH")])])
    submit = {
        # A task that fails is tried once more, as on a cluster.
        "spark.master": "local[2,2]",
        "spark.ui.enabled": "false",
        # There are many tiny runs, so further compilation of hot code costs more than it gains.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    arguments = [part for name, value in submit.items() for part in ("--conf", f"{name}={value}")]
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join([f"'{a}'" for a in arguments] + ["pyspark-shell"])
    from promotion.spark_session import spark_session

    session = spark_session()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
