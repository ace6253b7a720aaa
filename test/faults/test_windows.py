"""A plan reads one window, however much is pending. A run goes through all windows, the oldest files first."""

import gzip
import itertools
import json
import tracemalloc
from types import SimpleNamespace

import pytest
from cloud.latitude import NoLatitude
from drivers import SUCCEEDED, Quiet, drive, run_of
from promotion.contract import LedgerPrefix
from promotion.protocol import promote_source
from promotion.protocol.plan import MAX_DESCRIBED_BYTES, MAX_ROWS, Window, plan
from promotion.protocol.run import LeasedSource
from promotion.store.keys import after_all
from promotion.transactions.batches import MAX_MANIFEST_BYTES, batches
from promotion.transactions.input_file import InputFile
from world import DATES, PLAIN, World

ALL = after_all(LedgerPrefix.PENDING)
MANY = 500_000
FIELDS = 100


@pytest.fixture
def small_windows(monkeypatch):
    """Makes windows of three rows."""
    monkeypatch.setattr(promote_source, "MAX_ROWS", 3)


def outcomes(world):
    return {row["ingest_id"]: row["state"] for row in world.rows("file#")}


def committed(world):
    """The files of each transaction, in the order in which the transactions were committed."""
    rows = sorted(world.rows("txn#"), key=lambda row: row["finished_at"])
    return [sorted(file["ingest_id"] for file in world.manifest("orders", row["txn"])) for row in rows if row["state"] == "COMMITTED"]


def test_a_run_goes_through_all_windows_the_oldest_files_first(small_windows):
    world = World(latitude=NoLatitude())
    later, earlier = [world.receive(DATES[1]) for _ in range(4)], [world.receive(DATES[0]) for _ in range(4)]
    ticking = itertools.count()

    def tick(name, request, call):
        world.now = world.now.replace(microsecond=1000 * next(ticking))
        return call()

    assert drive(world, "R1", tick) == SUCCEEDED
    world.check(settled=True)
    # The second window covers both dates. Within a window, the largest batch goes first.
    assert committed(world) == [earlier[:3], later[:2], earlier[3:], later[2:]]


def test_files_of_rejected_versions_take_no_place_from_the_others(small_windows):
    world = World(latitude=NoLatitude())
    version = world.breaking()
    rejected = [world.receive(DATES[0], version=version) for _ in range(20)]
    good = world.receive(DATES[1])
    world.decide("rejected")
    assert drive(world, "R1") == SUCCEEDED
    assert world.state(good) == "PROMOTED"
    assert {world.state(file) for file in rejected} == {"PENDING"}


def test_a_window_that_must_be_planned_again_keeps_its_files_and_the_next_window_follows_it(small_windows):
    world = World(latitude=NoLatitude())
    files = [world.receive() for _ in range(9)]
    for file in files[::3]:
        world.spoil(file)
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    assert [state for _, state in sorted(outcomes(world).items())] == ["HELD", "PROMOTED", "PROMOTED"] * 3


def test_a_source_with_a_bad_file_in_every_window_is_drained_however_many_windows_it_has(small_windows):
    world = World(latitude=NoLatitude())
    files = [world.receive() for _ in range(60)]
    for file in files[::3]:
        world.spoil(file)
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)


def test_a_busy_source_does_not_keep_a_run_going_forever(small_windows):
    world = World(latitude=NoLatitude())
    # One key has a future date. All files of today sort before it, however many arrive.
    for date in (DATES[1], DATES[1], "2099-01-01"):
        world.receive(date)

    def file_comes_with_every_copy(name, request, call):
        if name == "copy_object":
            world.receive(DATES[1])
        return call()

    assert drive(world, "R1", file_comes_with_every_copy) == SUCCEEDED
    assert sum(state == "PROMOTED" for state in outcomes(world).values()) == 3


def test_a_plan_is_made_again_after_a_decision_between_two_of_its_pages():
    world = World(latitude=NoLatitude())
    version = world.breaking()
    world.decide("approved")
    for _ in range(150):
        world.receive(version=version)
    pages = []

    def reject_with_the_second_page(name, request, call):
        if name == "batch_get_item" and "ledger" in request["RequestItems"]:
            pages.append(name)
            if len(pages) == 2:
                world.put_version(version, resolution={"verdict": "rejected"})
                world.set_head(epoch=world.head()["epoch"] + 1)
        return call()

    assert drive(world, "R1", reject_with_the_second_page) == SUCCEEDED
    assert set(outcomes(world).values()) == {"PENDING"}
    world.check()


def test_a_field_that_is_added_between_two_pages_is_a_column_of_the_files_with_the_field():
    world = World(latitude=NoLatitude())
    for _ in range(101):
        world.receive()
    pages = []

    def add_before_the_second_page(name, request, call):
        if name == "batch_get_item" and "ledger" in request["RequestItems"]:
            pages.append(name)
            if len(pages) == 2:
                world.set_paths({**world.paths(), "b": "string"})
                world.profile(world.rows("file#")[-1]["ingest_id"], [{"a": 1, "b": "x"}], "v2")
        return call()

    assert drive(world, "R1", add_before_the_second_page) == SUCCEEDED
    assert set(outcomes(world).values()) == {"PROMOTED"}


class ManyPending:
    """A client of a ledger with very many pending rows. The rows are made only when they are read."""

    def __init__(self, world, count, version):
        self._world, self._count, self._version = world, count, version
        self.read = 0

    def __getattr__(self, name):
        return lambda **request: getattr(self._world.dynamodb, name)(**request)

    def get_paginator(self, name):
        return SimpleNamespace(paginate=self._pages)

    def _pages(self, ExpressionAttributeValues, **_):
        first, last = ExpressionAttributeValues[":first"], ExpressionAttributeValues[":last"]
        start = int(first.rpartition("#")[2] or 0) if "#2" in first else 0
        for at in range(start, self._count, 1000):
            rows = [self._pending(number) for number in range(at, min(at + 1000, self._count))]
            yield {"Items": [row for row in rows if first <= row["sk"] <= last]}

    def _pending(self, number):
        ingest_id = f"{number:026d}"
        return {"source_id": "orders", "sk": f"pending#2026-11-24#{ingest_id}", "ingest_id": ingest_id, "date": "2026-11-24", "bytes": 10}

    def batch_get_item(self, RequestItems):
        ((name, wanted),) = RequestItems.items()
        if name != "ledger":
            return self._world.dynamodb.batch_get_item(RequestItems=RequestItems)
        self.read += len(wanted["Keys"])
        names = wanted["ExpressionAttributeNames"].values()
        rows = [self._file(key["sk"].removeprefix("file#")) for key in wanted["Keys"]]
        return {"Responses": {name: [{each: row[each] for each in names if each in row} for row in rows]}}

    def _file(self, ingest_id):
        # The row has the full width of its fields, and every text is a separate object, as when a real reply is decoded.
        return json.loads(json.dumps({
            "source_id": "orders", "sk": f"file#{ingest_id}", "ingest_id": ingest_id, "date": "2026-11-24",
            "key": f"raw/source=orders/date=2026-11-24/{ingest_id}_orders.json", "version_id": "v" * 32, "etag": "e" * 34, "bytes": 10,
            "state": "PENDING", "records": 1, "registry_version": self._version,
            "reading": {**PLAIN, "format": "csv", "columns": [f"attribute_{n}" for n in range(FIELDS)]},
        }))


def many_pending(count, version="version#1"):
    world = World(latitude=NoLatitude())
    world.put_version("version#0", resolution={"verdict": "rejected"})
    world.set_paths({"a": "bigint", "group": "struct", **{f"group.attribute_{n}": "string" for n in range(FIELDS)}})
    run = run_of(world, "R1")
    fence = run.leases.take("orders")
    client = ManyPending(world, count, version)
    run.ledger._dynamodb = client
    return LeasedSource(run, "orders", fence, Quiet()), client


def peak_of_a_plan(count, rows):
    """The peak memory, in bytes, of a plan of ``rows`` rows when ``count`` rows are pending."""
    source, client = many_pending(count)
    tracemalloc.start()
    planned = plan(source, 10**12, Window(LedgerPrefix.PENDING, ALL, rows))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert planned.rows == client.read == sum(len(batch.files) for batch in planned.batches) == rows
    return peak


def test_the_memory_of_a_plan_does_not_grow_with_the_number_of_pending_files():
    few, many = peak_of_a_plan(1_000, 1_000), peak_of_a_plan(MANY, 1_000)
    assert many < 1.1 * few


def test_a_file_of_a_plan_takes_a_kilobyte_or_two_however_many_fields_it_has():
    small, large = peak_of_a_plan(MANY, 1_000), peak_of_a_plan(MANY, 2_000)
    assert (large - small) / 1_000 < 2_048


def test_half_a_million_files_of_a_rejected_version_are_passed_window_by_window(monkeypatch):
    source, client = many_pending(MANY, version="version#0")
    kept = []
    monkeypatch.setattr(ManyPending, "_file", lambda self, ingest_id: {
        "sk": f"file#{ingest_id}", "state": "PENDING", "registry_version": "version#0"})
    monkeypatch.setattr(promote_source, "_promote_batches", lambda source, planned, workers: kept.append(len(planned.batches)) or True)
    assert promote_source._drain(source, MANY, 10**12, None) == "promoted"
    assert client.read == MANY
    assert kept == [0] * (MANY // MAX_ROWS)


def file(number, reading):
    return InputFile(f"{number:026d}", DATES[1], "key", "v", "e", 1, 1, "version#1", reading)


def manifest_size(batch):
    return len(batch.document())


def test_the_size_of_the_manifest_of_a_batch_is_bounded_if_the_readings_of_its_files_differ():
    made = batches("orders", [file(number, f"{number:2}" + "r" * 1_000_000) for number in range(20)], 10**12)
    assert [len(batch.files) for batch in made] == [8, 8, 4]
    assert all(manifest_size(batch) <= MAX_MANIFEST_BYTES for batch in made)


def test_a_reading_that_files_share_counts_once():
    (batch,) = batches("orders", [file(number, "r" * 1_000_000) for number in range(20)], 10**12)
    assert manifest_size(batch) < 1_100_000


def plan_of(world, rows):
    run = run_of(world, "R1")
    source = LeasedSource(run, "orders", run.leases.take("orders"), Quiet())
    return plan(source, 10**12, Window(LedgerPrefix.PENDING, ALL, rows))


def test_a_window_ends_early_if_its_files_have_very_long_readings_of_their_own():
    world = World(latitude=NoLatitude())
    for number in range(250):
        columns = [f"{number}", "c" * 500_000]
        world.receive(reading=gzip.compress(json.dumps({**PLAIN, "columns": columns}).encode()))
    planned = plan_of(world, 250)
    described = sum(each.described_bytes + len(each.reading) for batch in planned.batches for each in batch.files)
    assert planned.rows == 200
    assert MAX_DESCRIBED_BYTES < described < 2 * MAX_DESCRIBED_BYTES


def test_a_plan_keeps_a_reading_once_that_its_files_share():
    world = World(latitude=NoLatitude())
    for _ in range(10):
        world.receive()
    readings = [each.reading for batch in plan_of(world, 10).batches for each in batch.files]
    assert len(readings) == 10 and len(set(map(id, readings))) == 1
    assert json.loads(readings[0]) == PLAIN


def test_files_that_arrive_after_a_run_has_surveyed_its_source_wait_for_the_next_run():
    world = World(latitude=NoLatitude())
    first = world.receive()

    def file_comes_with_the_lease(name, request, call):
        if name == "update_item" and ":next" in request["ExpressionAttributeValues"]:
            world.receive()
        return call()

    assert drive(world, "R1", file_comes_with_the_lease) == SUCCEEDED
    assert [file for file, state in outcomes(world).items() if state == "PROMOTED"] == [first]
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
