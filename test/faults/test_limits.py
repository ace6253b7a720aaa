"""The limits of DynamoDB for an item and for a transaction, with the widest possible rows."""

import ast
import sys
from pathlib import Path

import promotion
import pytest
from cloud.dynamodb import ITEM_LIMIT, TRANSACTION_LIMIT, stored
from cloud.item_size import size_of
from cloud.latitude import NoLatitude
from drivers import FAILED, SUCCEEDED, drive
from hypothesis import example, given
from hypothesis import strategies as st
from promotion.contract import DynamoDbLimit
from promotion.store import transact as transact_module
from promotion.store.limits import cut, item_bytes
from world import World, placed

values = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(-(10**37), 10**37) | st.binary(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1), values, max_size=5))
def test_the_counted_size_of_an_item_is_never_smaller_than_the_size_in_dynamodb(item):
    assert item_bytes(stored(item)) >= size_of(stored(item))
    assert item_bytes(item) == item_bytes(stored(item)), "an item counts the same before it is written and after it is read"


def test_a_value_that_an_item_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="float"):
        item_bytes({"a": 1.5})


@pytest.fixture(autouse=True)
def real_limit(monkeypatch):
    """A transaction has as many actions as in DynamoDB. The other fault tests have a lower limit."""
    monkeypatch.setattr(DynamoDbLimit, "TRANSACTION_ACTIONS", 100)


#: (actions, bytes) of each change. The bytes fill a transaction if the items are wide, and the actions if they are small.
changes = st.sampled_from([ITEM_LIMIT, 1000]).flatmap(
    lambda widest: st.lists(st.tuples(st.integers(1, 3), st.integers(1, widest)), max_size=120)
)


@given(changes, st.integers(0, 5), st.integers(0, 10_000))
@example([(2, 500)] * 60, 1, 0)
def test_a_cut_keeps_every_change_in_order_and_within_both_limits(changes, actions, size):
    numbered = [(number, its_actions, its_bytes) for number, (its_actions, its_bytes) in enumerate(changes)]
    runs = list(cut(numbered, actions, size))
    assert [number for run in runs for number in run] == list(range(len(changes)))
    for run in runs:
        assert actions + sum(changes[number][0] for number in run) <= DynamoDbLimit.TRANSACTION_ACTIONS
        assert size + sum(changes[number][1] for number in run) <= DynamoDbLimit.TRANSACTION_BYTES


@given(changes)
def test_a_cut_makes_no_more_runs_than_necessary(changes):
    runs = list(cut([(number, *change) for number, change in enumerate(changes)], 1, 0))
    for run, following in zip(runs, runs[1:]):
        together = [*run, following[0]]
        actions, size = (sum(changes[number][part] for number in together) for part in (0, 1))
        assert actions + 1 > DynamoDbLimit.TRANSACTION_ACTIONS or size > DynamoDbLimit.TRANSACTION_BYTES * 3 // 4


def widest(**row):
    """A row of a file that has just enough room for what its promotion adds to it: its key was overwritten very often."""
    room = ITEM_LIMIT - 2000 - size_of(stored(row))
    return {**row, "superseded": ["v" * room]}


def wide_world(files=30):
    world = World(latitude=NoLatitude())
    for _ in range(files):
        world.receive(**widest())
    return world


def test_files_with_the_widest_rows_are_committed():
    world = wide_world()
    assert min(size_of(row) for row in world.rows("file#")) > ITEM_LIMIT - 2000
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    _, size = world.dynamodb.largest
    assert TRANSACTION_LIMIT * 3 // 4 < size <= TRANSACTION_LIMIT


def test_small_files_fill_a_transaction_of_a_hundred_actions():
    world = World(latitude=NoLatitude())
    for _ in range(120):
        world.receive()
    assert drive(world, "R1") == SUCCEEDED
    world.check(settled=True)
    assert world.dynamodb.largest[0] == 99, "49 files of two actions, and the lease"


#: The modules and functions of the package that write with a transaction.
def call_sites():
    found = set()
    package = Path(promotion.__file__).parent
    for path in package.rglob("*.py"):
        module = ".".join(("promotion", *path.relative_to(package).with_suffix("").parts))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
            if any(isinstance(call.func, ast.Name) and call.func.id == "transact" for call in calls):
                found.add((module, function.name))
    return found


def test_every_transaction_of_the_job_takes_the_widest_rows(monkeypatch):
    seen = set()

    def noting(dynamodb, actions):
        frame = sys._getframe(1)
        seen.add((frame.f_globals["__name__"], frame.f_code.co_name))
        transact(dynamodb, actions)

    transact = transact_module.transact
    for module in {sys.modules[module] for module, _ in call_sites()}:
        monkeypatch.setattr(module, "transact", noting)

    world = World([f"source-{number}" for number in range(30)], latitude=NoLatitude())
    wide_name = "x" * 1000
    for source in world.sources:
        # The maps are just below the size at which they leave the item, and head has as many open versions as possible.
        paths = {f"{wide_name}{number}": "string" for number in range(60)}
        world.set_paths({"a": "bigint", "j": "json", **paths}, source)
        world.receive(source=source, **widest())
        world.receive(source=source, records=[{"a": "x"}], **widest())
        world.spoil(world.receive(source=source, **widest()), source)
    # Each source fails with a long message, and the row and the alert of the run hold them all.
    for source in world.sources[:20]:
        world.registry.put({**world.head(source), "paths": placed({"y" * 30_000: "interval"})})
    assert drive(world, "R1") == FAILED
    assert seen == call_sites()
    last = world.sources[-1]
    assert [row["state"] for row in world.rows("file#", last)] == ["PROMOTED", "HELD", "HELD"]
    world.check()


def test_the_failures_of_many_sources_fit_into_an_alert():
    world = World([f"source-{number}" for number in range(100)], latitude=NoLatitude())
    for source in world.sources:
        world.receive(source=source)
        world.registry.put({**world.head(source), "paths": placed({"y" * 10_000: "interval"})})
    assert drive(world, "R1") == FAILED
    row = world.ledger.get(("#deployment", "run#R1"))
    assert row["state"] == "FAILED" and row["detail"].startswith("source-0: failed: ValueError")
    (alert,) = world.alerts("#deployment")
    assert len(alert["detail"]) <= 4000 and alert["detail"].endswith("…")
