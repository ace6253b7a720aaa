"""Two drivers at once, with every kind of fault and with all other events in between."""

import os

from schedules import walk

SCHEDULES = 10_000 if os.environ.get("WHOLE_FAULTS") else 300


def test_no_schedule_of_two_drivers_loses_a_file_or_promotes_it_twice_or_wrongly():
    calls = sum(walk(seed) for seed in range(1, SCHEDULES + 1))
    # A schedule in which the drivers make hardly any calls would show nothing.
    assert calls > 25 * SCHEDULES
    print(f"{SCHEDULES} schedules, {calls} calls")
