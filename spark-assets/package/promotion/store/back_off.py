"""The wait between two attempts at a call to DynamoDB."""

from __future__ import annotations

import random
from time import sleep


def back_off(attempt: int) -> None:
    """Waits, about twice as long after each attempt. The first attempt is 1."""
    sleep(random.uniform(0.02, 0.05) * 2 ** min(attempt, 6))
