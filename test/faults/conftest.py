"""The fault tests run the promotion package of the checkout, or a mutant of it that PROMOTION_PACKAGE names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# The time that an example takes says nothing, because the machine may be busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [os.environ.get("PROMOTION_PACKAGE", str(ROOT / "spark-assets" / "package")), str(ROOT / "test" / "faults")]


@pytest.fixture(autouse=True)
def in_memory():
    """Nothing here needs Spark or an emulator."""
    from drivers import stand_ins

    with stand_ins():
        yield
