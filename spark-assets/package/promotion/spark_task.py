"""The order of a batch as one Spark task. If the executor of a task is lost, Spark tries the task again."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Callable

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from promotion.reading.order import Filled, FillOrder


class TaskFailed(Exception):
    """A batch's task did not come to its end, however often Spark tried it. Nothing that it staged is visible."""


def filled_by(spark: SparkSession) -> Callable[[FillOrder], Filled]:
    """Fills each order in a task of this session. Several threads may do so at once."""

    def fill(order: FillOrder) -> Filled:
        context = spark.sparkContext
        context.setJobDescription(f"{order.txn}: {len(order.files)} files")
        try:
            return context.parallelize([order], 1).map(fill_one_try).collect()[0]
        except (Py4JJavaError, PySparkException) as error:
            raise TaskFailed(f"the task of {order.txn} failed: {_cause(str(error))}") from error

    return fill


def fill_one_try(order: FillOrder) -> Filled:
    """Runs in the task."""
    # Only a task needs the libraries that read and write files, so the driver does not load them.
    from promotion.reading.fill_batch import fill_batch

    return fill_batch(own_try(order))


def own_try(order: FillOrder) -> FillOrder:
    """The order with a staged key that no other try of its task has.

    A try whose executor counts as lost may still write. It must never write over the object that another try staged, because
    that object may have been verified and sealed.
    """
    folder, _, name = order.staged_key.rpartition("/")
    return replace(order, staged_key=f"{folder}/{uuid.uuid4().hex}-{name}")


def _cause(message: str) -> str:
    """The line that says what happened: the last one before the stack traces of Java."""
    lines = message.partition("\n\tat ")[0].partition("\nDriver stacktrace:")[0].splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), message)
