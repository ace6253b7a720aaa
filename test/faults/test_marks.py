"""The marks of a batch, which are made several at a time."""

from __future__ import annotations

import itertools
import threading

import pytest
from cloud.errors import refusal
from cloud.latitude import NoLatitude
from drivers import FAILED, SUCCEEDED, drive
from promotion.protocol import run as run_module
from world import World


def marks(request):
    """Whether a transaction marks files."""
    return any(":promoted" in action.get("Update", {}).get("ExpressionAttributeValues", {}) for action in request["TransactItems"])


@pytest.fixture
def several_at_once(monkeypatch):
    monkeypatch.setattr(run_module, "MARKS_AT_ONCE", 4)


@pytest.mark.parametrize("failing", [each for n in range(1, 4) for each in itertools.combinations(range(3), n)], ids=str)
def test_whichever_marks_fail_the_others_are_made_and_the_next_run_makes_the_rest(several_at_once, failing):
    world, lock = World(latitude=NoLatitude()), threading.Lock()
    files = [world.receive() for _ in range(6)]
    refused = {file for number in failing for file in files[2 * number : 2 * number + 2]}

    def refuse(name, request, call):
        with lock:
            if name == "transact_write_items" and marks(request) and any(file in str(request) for file in refused):
                raise refusal("InternalServerError", 500)
            return call()

    assert drive(world, "R1", refuse) == FAILED
    assert {file for file in files if world.state(file) == "PENDING"} == refused
    world.check()
    world.pass_time(60)
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert [row["state"] for row in world.rows("txn#", "orders")] == ["COMMITTED"]


def test_marks_are_made_several_at_a_time(several_at_once):
    world, lock, together = World(latitude=NoLatitude()), threading.Lock(), threading.Barrier(3)
    for _ in range(6):
        world.receive()

    def wait_for_the_others(name, request, call):
        if name == "transact_write_items" and marks(request):
            together.wait(60)
        with lock:
            return call()

    assert drive(world, "R1", wait_for_the_others) == SUCCEEDED
    world.check(settled=True)


def test_rows_are_read_again_only_if_one_is_not_as_it_was_planned():
    reads = []
    world = World(latitude=NoLatitude())
    files = [world.receive() for _ in range(2)]

    def watch(name, request, call):
        if name == "batch_get_item" and "ledger" in request["RequestItems"]:
            reads.append(sorted(request["RequestItems"]["ledger"]["ExpressionAttributeNames"].values()))
        return call()

    assert drive(world, "R1", watch) == SUCCEEDED
    (planned,) = reads
    assert planned == sorted({
        "sk", "ingest_id", "date", "key", "version_id", "etag", "bytes", "records", "registry_version", "copy", "reading", "state", "superseded",
    })
    assert {world.state(file) for file in files} == {"PROMOTED"}


def test_a_file_that_is_marked_already_does_not_keep_the_others_from_being_marked():
    world = World(latitude=NoLatitude())
    first, second = world.receive(), world.receive()

    def an_earlier_driver_has_marked_the_first(name, request, call):
        if name == "transact_write_items" and marks(request) and world.state(first) == "PENDING":
            (opened,) = world.rows("open#")
            row = world.row(first)
            world.ledger.put({**row, "state": "PROMOTED", "txn": opened["txn"], "promoted_at": opened["planned_at"]})
            world.ledger.delete(("orders", f"pending#{row['date']}#{first}"))
        return call()

    assert drive(world, "R1", an_earlier_driver_has_marked_the_first) == SUCCEEDED
    assert world.state(second) == "PROMOTED"
    world.check(settled=True)
