"""Tasks that die, are tried again, write late or find other bytes than the profiled ones."""

from __future__ import annotations

import itertools

import pytest
from cloud.errors import refusal
from drivers import FAILED, SUCCEEDED, drive
from world import DATES, RAW, World


def reads_a_file(name, request):
    return name == "get_object" and "VersionId" in request


def stages(name, request):
    return name == "put_object" and request["Key"].startswith("staging/")


def staged(world):
    return [key for bucket, key in world.s3.objects if key.startswith("staging/")]


def states(world, source="orders"):
    return sorted(row["state"] for row in world.rows("txn#", source))


def detail(world, run):
    return world.ledger.get(("#deployment", f"run#{run}"))["detail"]


class DiesOnce:
    """A task whose first try ends before a call that ``dies`` recognizes."""

    def __init__(self, dies):
        self._dies = dies
        self.died = False

    def __call__(self, name, request, call):
        if self._dies(name, request) and not self.died:
            self.died = True
            raise refusal("InternalServerError", 500)
        return call()


# Tasks that are tried again.


@pytest.mark.parametrize("dies", [reads_a_file, stages], ids=["while it reads", "before it stages"])
def test_a_task_that_dies_is_tried_again(dies):
    world, task = World(), DiesOnce(dies)
    file = world.receive()
    assert drive(world, "R1", task) == SUCCEEDED
    assert task.died and world.state(file) == "PROMOTED"
    world.check(settled=True)


def test_what_a_task_staged_before_it_died_is_neither_published_nor_kept():
    world, died = World(), []
    world.receive()

    def die_after_it_has_staged(name, request, call):
        reply = call()
        if stages(name, request) and not died:
            died.extend(staged(world))
            raise refusal("InternalServerError", 500)
        return reply

    assert drive(world, "R1", die_after_it_has_staged) == SUCCEEDED
    world.check(settled=True)
    (published,) = world.curated()
    assert len(died) == 1 and published["try"] == 2
    assert staged(world) == []


@pytest.mark.parametrize("just_before", ["head_object", "seals", "copy_object"])
def test_a_lost_task_that_stages_late_does_not_change_what_was_verified(just_before):
    world, lost = World(), DiesOnce(stages)
    world.receive()

    def lose_the_first_try(name, request, call):
        seals = name == "transact_write_items" and any(":sealed" in str(action) for action in request["TransactItems"])
        if just_before == name or just_before == "seals" and seals:
            world.late_tasks_write()
        return lost(name, request, call)

    assert drive(world, "R1", lose_the_first_try) == SUCCEEDED
    world.check(settled=True)
    assert states(world) == ["COMMITTED"] and world.alerts() == [] and world.late_writes == []
    assert [each["try"] for each in world.curated()] == [2]


def test_a_lost_task_that_stages_after_the_clean_up_changes_nothing_that_a_reader_sees():
    world = World()
    world.receive()
    assert drive(world, "R1", DiesOnce(stages)) == SUCCEEDED
    world.late_tasks_write()
    assert len(staged(world)) == 1
    world.receive()
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert states(world) == ["COMMITTED", "COMMITTED"]


def test_a_task_that_fails_each_time_fails_its_source_and_nothing_else():
    world = World(["broken", "orders"])
    fails, goes_on, elsewhere = world.receive(DATES[0], "broken"), world.receive(DATES[1], "broken"), world.receive()

    def fail(name, request, call):
        if reads_a_file(name, request) and fails in request["Key"]:
            raise refusal("InternalServerError", 500)
        return call()

    assert drive(world, "R1", fail) == FAILED
    world.check()
    assert detail(world, "R1").startswith("broken: failed: TaskFailed: the task of ")
    assert [world.state(*each) for each in ((fails, "broken"), (goes_on, "broken"), (elsewhere, "orders"))] == ["PENDING", "PROMOTED", "PROMOTED"]
    assert [row["state"] for row in world.rows("open#", "broken")] == ["PLANNED"]
    world.pass_time(60)
    assert drive(world, "R2") == SUCCEEDED
    assert states(world, "broken") == ["ABORTED", "COMMITTED", "COMMITTED"]
    world.check(settled=True)


# Files that are not what the profiler read.


def is_missing(world, file):
    del world.s3.versions[RAW, world.row(file)["key"], "v1"]


def is_cut_off(world, file):
    version = RAW, world.row(file)["key"], "v1"
    # S3 never does this. The row says so many bytes, and the object has fewer.
    found = world.s3.versions[version]
    world.ledger.put({**world.row(file), "bytes": len(found.body) + 1})


def is_another_object(world, file):
    # As in a bucket that has no versions for a while: the id "null" names whatever object is there.
    world.s3.put_version(RAW, world.row(file)["key"], "v1", b'{"a": 2}\n')


def has_another_count(world, file):
    world.spoil(file)


def does_not_fit(world, file):
    world.profile(file, [{"a": "x"}], "v2")


def has_no_column(world, file):
    world.profile(file, [{"b": 1}], "v2")


REASONS = {
    is_missing: "object_missing", is_cut_off: "object_missing", is_another_object: "object_missing", has_another_count: "count_mismatch",
    does_not_fit: "unreadable_value", has_no_column: "no_column",
}


@pytest.mark.parametrize("what", REASONS, ids=lambda what: what.__name__)
def test_a_file_that_is_not_what_was_profiled_is_held_and_the_other_files_go_on(what):
    world = World()
    bad, good = world.receive(), world.receive()
    what(world, bad)
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    assert (world.state(bad), world.row(bad)["reason"], world.state(good)) == ("HELD", REASONS[what], "PROMOTED")
    (report,) = world.reports(bad)
    assert report["detail"]


@pytest.mark.parametrize("first, second", itertools.combinations(REASONS, 2), ids=lambda what: what.__name__)
def test_all_bad_files_of_a_batch_are_held_in_one_go(first, second):
    world = World()
    bad, good = [world.receive(), world.receive()], world.receive()
    first(world, bad[0])
    second(world, bad[1])
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    assert [world.row(file)["reason"] for file in bad] == [REASONS[first], REASONS[second]]
    assert world.state(good) == "PROMOTED"
    assert states(world) == ["ABORTED", "COMMITTED"], "the batch was filled twice"


def test_a_key_that_was_overwritten_since_is_read_as_it_was_profiled():
    world = World()
    file = world.receive(records=[{"a": 1}])
    world.s3.put_version(RAW, world.row(file)["key"], "v2", b'{"a": 2}\n')
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    assert [each["records"][file] for each in world.curated()] == [[{"a": 1}]]


def test_files_without_records_are_promoted():
    world = World()
    files = [world.receive(records=[]) for _ in range(2)]
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    assert {world.state(file) for file in files} == {"PROMOTED"}
