"""Every accepted file is in curated exactly once after a run was stopped at any call, once or twice, and repeated."""

import os

from crashes import calls_of_a_run, double_crashes, single_crashes

WHOLE = bool(os.environ.get("WHOLE_FAULTS"))


def test_a_run_makes_all_the_calls_that_the_crashes_should_hit():
    calls = calls_of_a_run()
    # The names of columns, three PLANNED, one ABORTED, two holds, two SEALED, two COMMITTED, the marks and the end of the run.
    assert calls.count("transact_write_items") >= 15
    assert {"copy_object", "create_table", "batch_create_partition", "delete_objects", "update_item", "put_metric_data"} <= set(calls)
    assert len(calls) >= 63


def test_a_run_that_is_stopped_before_or_after_any_call_is_finished_by_the_next():
    crashes = list(single_crashes())
    assert len(crashes) >= 126
    print(f"{len(crashes)} single crashes")


def test_a_recovery_that_is_stopped_at_any_call_is_finished_by_the_next():
    crashes = list(double_crashes(every=1 if WHOLE else 20))
    assert len(crashes) >= (2500 if WHOLE else 125)
    print(f"{len(crashes)} double crashes")
