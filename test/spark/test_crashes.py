"""Every accepted record is in curated exactly once after a run was killed after any write and repeated."""

import json
import os
import random
import re

import pytest
from broken_tasks import PLACES, break_tasks, hanging, killed_at, short_of_memory
from deployment import Deployment
from faults import Killed, driver

TYPES = {"a": "bigint"}


@pytest.fixture
def deployment(spark):
    return Deployment(spark)


def expect_exactly_once(deployment, ingest_ids, values, source="orders"):
    assert sorted(row["a"] for row in deployment.rows(source)) == sorted(values)
    assert {deployment.state(ingest_id, source) for ingest_id in ingest_ids} == {"PROMOTED"}
    assert deployment.items("pending#", source) == []
    assert deployment.items("open#", source) == []
    committed = {t["txn"] for t in deployment.items("txn#", source) if t["state"] == "COMMITTED"}
    assert {row["_txn_id"] for row in deployment.rows(source)} == committed
    assert {deployment.item(f"file#{ingest_id}", source)["txn"] for ingest_id in ingest_ids} == committed


def writes_of_a_run(spark):
    deployment = Deployment(spark)
    deployment.accept(TYPES)
    deployment.receive(['{"a": 1}'])
    with driver() as watched:
        assert deployment.run() == 0
    return watched.writes


def test_the_writes_of_a_run_come_in_the_order_of_the_protocol(spark):
    assert writes_of_a_run(spark) == [
        "UpdateItem",  # the lease
        "TransactWriteItems",  # names of columns
        "PutObject",  # the manifest
        "TransactWriteItems",  # PLANNED
        "TransactWriteItems",  # SEALED
        "CopyObject",
        "CreateTable",
        "BatchCreatePartition",
        "TransactWriteItems",  # files PROMOTED
        "UpdateItem",  # promoted_at in the program's item of the version
        "UpdateItem",  # and in the item that people see
        "TransactWriteItems",  # COMMITTED
        "DeleteObjects",  # staging
        "UpdateItem",  # the lease is given back
        "PutMetricData",
        "TransactWriteItems",  # the run is SUCCEEDED
        "PutMetricData",
    ]


@pytest.mark.parametrize("killed_after", range(1, 17))
def test_a_run_that_is_killed_after_any_write_is_finished_by_the_next(deployment, killed_after):
    deployment.accept(TYPES)
    files = [deployment.receive(['{"a": 1}', '{"a": 2}']), deployment.receive(['{"a": 3}'])]
    with driver(killed_after), pytest.raises(Killed):
        deployment.run("20261124T080000Z")
    seen = sorted(row["a"] for row in deployment.rows())
    assert seen in ([], [1, 2, 3])
    late = deployment.receive(['{"a": 4}'])
    assert deployment.run("20261124T090000Z") == 0
    expect_exactly_once(deployment, [*files, late], [1, 2, 3, 4])
    assert deployment.partitions() == [["orders", "2026-11-24"]]


#: CopyObject, UpdateTable, BatchCreatePartition (which finds that the date exists), BatchUpdatePartition, and the next two.
@pytest.mark.parametrize("killed_after", range(6, 12))
def test_a_run_that_is_killed_while_it_registers_new_members_of_a_date_leaves_them_to_the_next(deployment, killed_after):
    deployment.accept({"a": "bigint", "s": "struct", "s.x": "bigint"})
    first = deployment.receive(['{"a": 1, "s": {"x": 1}}'])
    assert deployment.run("20261124T070000Z") == 0
    deployment.accept({"a": "bigint", "s": "struct", "s.w": "bigint", "s.x": "bigint"})
    second = deployment.receive(['{"a": 2, "s": {"w": 2}}'])
    with driver(killed_after) as watched, pytest.raises(Killed):
        deployment.run("20261124T080000Z")
    assert ("BatchUpdatePartition" in watched.writes) == (killed_after >= 9), watched.writes
    assert deployment.run("20261124T090000Z") == 0
    expect_exactly_once(deployment, [first, second], [1, 2])
    partition = deployment.glue.get_partition(
        DatabaseName=deployment.database, TableName="orders", PartitionValues=["orders", "2026-11-24"]
    )["Partition"]
    assert {c["Name"]: c["Type"] for c in partition["StorageDescriptor"]["Columns"]} == deployment.table()
    assert deployment.table()["s"] == "struct<x:bigint,w:bigint>"


@pytest.mark.parametrize("seed", range(2))
def test_parallel_transactions_of_two_sources_survive_several_kills(spark, seed):
    deployment = Deployment(spark, ["orders", "customers"])
    chance = random.Random(seed)
    files = {"orders": [], "customers": []}
    for source, received in files.items():
        deployment.accept(TYPES, source)
        for day in (1, 2):
            received.append(deployment.receive([f'{{"a": {day}}}'], source, date=f"2026-11-0{day}"))
    for number in range(3):
        with driver(chance.randint(1, 30)):
            try:
                deployment.run(f"20261124T0{number}0000Z")
            except Killed:
                pass
    assert deployment.run("20261124T090000Z") == 0
    for source, received in files.items():
        expect_exactly_once(deployment, received, [1, 2], source)


def test_a_run_promotes_exactly_once_if_every_reply_is_lost_once(deployment):
    deployment.accept(TYPES)
    files = [deployment.receive(['{"a": 1}'], date=date) for date in ("2026-11-01", "2026-11-02")]
    with driver(replies_lost=True):
        assert deployment.run() == 0
    expect_exactly_once(deployment, files, [1, 1])
    assert deployment.item("run#20261124T080000Z", "#deployment")["state"] == "SUCCEEDED"
    assert "run" not in deployment.item("lease")


@pytest.fixture
def received(deployment):
    """Two files that one task reads. The second one is large enough for two requests and several steps of the scanner."""
    deployment.accept({"a": "bigint", "s": "string"})
    return [deployment.receive(['{"a": 1}', '{"a": 2}']), deployment.receive([json.dumps({"a": 3, "s": "x" * 5_000_000})])]


@pytest.mark.parametrize("place", ["before it reads", "while it stages", "after it has staged"])
def test_a_task_that_is_killed_is_tried_again(deployment, received, monkeypatch, tmp_path, place):
    break_tasks(monkeypatch, tmp_path, killed_at(place), tries=1)
    assert deployment.run() == 0
    assert len(os.listdir(tmp_path)) == 1
    expect_exactly_once(deployment, received, [1, 2, 3])
    assert deployment.objects("staging/") == []


BREAKS = {
    **{f"is killed {place}": (killed_at(place), "[Ww]orker") for place in PLACES},
    "needs too much memory": (short_of_memory, "WasmStopped: raw/.* could not be read: step was stopped with [0-9]+ bytes of memory: "),
    "hangs": (hanging, "WasmStopped: raw/.* could not be read: step was stopped with [0-9]+ bytes of memory: .*interrupt"),
}


@pytest.mark.parametrize("broken, message", BREAKS.values(), ids=BREAKS)
def test_a_run_whose_task_breaks_each_time_is_finished_by_the_next(deployment, received, monkeypatch, tmp_path, broken, message):
    break_tasks(monkeypatch, tmp_path, broken, tries=2)
    assert deployment.run("20261124T080000Z") == 1
    assert len(os.listdir(tmp_path)) == 2
    assert deployment.rows() == [] and {deployment.state(file) for file in received} == {"PENDING"}
    detail = deployment.item("run#20261124T080000Z", "#deployment")["detail"]
    assert re.search(f"orders: failed: TaskFailed: the task of [0-9a-f]+ failed: .*{message}", detail), detail
    assert deployment.run("20261124T090000Z") == 0
    expect_exactly_once(deployment, received, [1, 2, 3])
    assert deployment.objects("staging/") == []
