"""Adds Trino to what the tests of the Spark job use: the same emulator, the same session, the same deployments."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "spark-assets" / "package"))
sys.path.insert(0, str(HERE.parent / "spark"))
sys.path.insert(0, str(HERE))

from fixtures import environment, server, spark  # noqa: E402, F401
from query import Trino  # noqa: E402


@pytest.fixture(scope="session")
def trino(environment):  # noqa: F811
    with server(HERE / "environment.ts") as url:
        yield Trino(url.strip())
