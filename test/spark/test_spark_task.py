"""The order of a batch as a Spark task: what comes back, what a task that fails says, and that no two tries share a key."""

import os
import signal

import pytest
from promotion import spark_task
from promotion.columns.layout import Layout
from promotion.reading.order import Filled, FillOrder
from promotion.spark_task import TaskFailed, filled_by, own_try

ORDER = FillOrder(
    raw_bucket="raw", curated_bucket="curated", staged_key="staging/run=r/txn=t/fence=1-a/part.parquet", region="us-east-1", txn="t",
    planned_at="2026-11-24T08:00:00.000Z", layout=Layout((), {}), files=(),
)


def run_in_task(spark, monkeypatch, body):
    """Fills an order whose task does ``body`` in the place of reading files."""
    monkeypatch.setattr(spark_task, "fill_one_try", body)
    return filled_by(spark)(ORDER)


def test_a_task_gets_the_order_and_its_answer_comes_back(spark, monkeypatch):
    answer = run_in_task(spark, monkeypatch, lambda order: Filled(None, {order.txn: os.getpid()}, {"raw/x": ("no_column", "x has no column")}))
    assert answer.faults == {"raw/x": ("no_column", "x has no column")}
    assert answer.records["t"] != os.getpid()


def test_a_task_that_raises_an_error_says_which_one(spark, monkeypatch):
    def fail(order):
        raise ValueError("the scanner stopped: out of memory")

    with pytest.raises(TaskFailed, match=r"^the task of t failed: ValueError: the scanner stopped: out of memory$"):
        run_in_task(spark, monkeypatch, fail)


def test_a_task_whose_process_is_killed_fails_and_the_next_one_works(spark, monkeypatch):
    def die(order):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(TaskFailed, match="^the task of t failed: .*[Ww]orker"):
        run_in_task(spark, monkeypatch, die)
    assert run_in_task(spark, monkeypatch, lambda order: Filled(None, {}, {})) == Filled(None, {}, {})


def test_each_try_of_a_task_stages_under_the_prefix_of_its_attempt_with_a_key_of_its_own():
    keys = {own_try(ORDER).staged_key for _ in range(100)}
    assert len(keys) == 100
    assert all(key.startswith("staging/run=r/txn=t/fence=1-a/") and key.endswith("-part.parquet") for key in keys)
