"""The fixtures of the Spark job's tests, and the path on which the tests find the job."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "spark-assets" / "package"))
sys.path.insert(0, str(HERE))

from fixtures import environment, spark  # noqa: E402, F401


def pytest_sessionfinish(session, exitstatus):
    session.config.stash[_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Ends the process at once. If Python tears itself down after so many native objects, it sometimes crashes, and all tests have
    passed in vain. Spark ends the Python processes of its tasks in the same way."""
    if _STATUS in config.stash:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash[_STATUS])


_STATUS = pytest.StashKey[int]()
