"""The fixtures of the Spark job's tests, and the path on which the tests find the job."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "spark-assets" / "package"))
sys.path.insert(0, str(HERE))

from fixtures import environment, spark  # noqa: E402, F401
