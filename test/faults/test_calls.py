"""The calls of a run of 5,000 small files, by kind. docs/performance.md explains them."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from cloud.latitude import NoLatitude
from drivers import SUCCEEDED, drive
from promotion.contract import DynamoDbLimit
from promotion.protocol import lease as lease_module
from world import RAW, World

FILES, SOURCES = 5_000, 10
#: Every source has one batch of one date.
BATCHES = SOURCES
#: The most files that one transaction marks: 2 actions each, beside the lease.
MARKED_TOGETHER = 49


@pytest.fixture(autouse=True)
def as_in_a_short_run(monkeypatch):
    """The limit is that of DynamoDB, and the run ends before its leases must be renewed, however slow this machine is."""
    monkeypatch.setattr(DynamoDbLimit, "TRANSACTION_ACTIONS", 100)
    monkeypatch.setattr(lease_module, "RENEWAL_PERIOD", timedelta(days=1))


def of_tasks(name, request):
    """Whether a task makes the call, and not the driver."""
    return name == "get_object" and request["Bucket"] == RAW and "VersionId" in request or (
        name == "put_object" and request["Key"].startswith("staging/"))


def test_the_calls_of_a_run_of_5000_files():
    world = World([f"source-{number}" for number in range(SOURCES)], latitude=NoLatitude())
    for number in range(FILES):
        world.receive(source=f"source-{number % SOURCES}")
    driver, tasks, lock = Counter(), Counter(), threading.Lock()

    def count(name, request, call):
        with lock:
            (tasks if of_tasks(name, request) else driver)[name] += 1
            return call()

    assert drive(world, "R1", count) == SUCCEEDED
    world.check(settled=True)
    print(f"\n{FILES:,} files of {SOURCES} sources. Driver: {sum(driver.values())} calls, tasks: {sum(tasks.values())}")
    for who, calls in (("driver", driver), ("tasks", tasks)):
        for name, number in calls.most_common():
            print(f"  {who:6}  {name:22} {number:5}")

    files_of_a_source = FILES // SOURCES
    marks = -(-files_of_a_source // MARKED_TOGETHER)
    pages = files_of_a_source // DynamoDbLimit.BATCH_GET_KEYS
    assert tasks == {"get_object": FILES, "put_object": BATCHES}
    assert driver == {
        # The rows of the files, a hundred at a time, and the verdict of the one version of each source.
        "batch_get_item": SOURCES * (pages + 1),
        # What is open and pending, what is open, and what is pending: one page each.
        "query": SOURCES * 3,
        # The lease, head after each page of files, the names of columns when they are first needed, and `written` before the seal;
        # and the lease of the run.
        "get_item": SOURCES * (1 + pages + 1 + 1) + 1,
        # The names of columns, PLANNED, SEALED, the marks, COMMITTED; and the end of the run.
        "transact_write_items": SOURCES * (1 + BATCHES // SOURCES * (3 + marks)) + 1,
        # The lease is taken and released. The version learns that it is promoted, in both of its items.
        "update_item": SOURCES * (2 + 2),
        # The manifest.
        "put_object": BATCHES,
        # The staged object: its size and checksums.
        "head_object": BATCHES,
        # The end of the staged object; and the configuration.
        "get_object": BATCHES + 1,
        "copy_object": BATCHES,
        # What was staged, and its deletion.
        "list_objects_v2": BATCHES,
        "delete_objects": BATCHES,
        # The table is looked for and made. The partition is made.
        "get_table": SOURCES,
        "create_table": SOURCES,
        "batch_create_partition": BATCHES,
        # Once for each source, and once for the run.
        "put_metric_data": SOURCES + 1,
    }
