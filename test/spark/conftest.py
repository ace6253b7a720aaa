"""The tests of the Spark job: where they find the job, and their fixtures."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "spark-assets" / "package"))
sys.path.insert(0, str(HERE))

from fixtures import environment, spark  # noqa: E402, F401
