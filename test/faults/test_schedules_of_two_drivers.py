"""Two drivers at once, with every fault and with everything else that happens in between."""

import os

from schedules import walk

SCHEDULES = 10_000 if os.environ.get("WHOLE_FAULTS") else 300


def test_no_schedule_of_two_drivers_loses_doubles_or_betrays_a_file():
    calls = sum(walk(seed) for seed in range(1, SCHEDULES + 1))
    # A schedule in which the drivers hardly come to call would show nothing.
    assert calls > 25 * SCHEDULES
    print(f"{SCHEDULES} schedules, {calls} calls")
