"""A query reads everything that the objects of a table hold, whatever is registered and when."""

from __future__ import annotations

import pytest
from growing_types import STEPS, at_step, full_value, growing_columns
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_glue import MemoryGlue
from trino_rule import row_as_read

from promotion.aws.catalog import ensure_registered
from promotion.columns.hive_types import parse

DATES = ["2026-11-22", "2026-11-23", "2026-11-24"]
BEFORE = {"customer": parse("struct<email:string>")}
AFTER = {"customer": parse("struct<address:struct<zip:string>,email:string>"), "items": parse("array<struct<sku:string>>")}


def register(glue, date, columns):
    ensure_registered(glue, "lake", "s3://curated/", "web-shop", date, columns, {})


def columns_of(glue, date):
    return glue.partition("web_shop", "web-shop", date)["StorageDescriptor"]["Columns"]


def without_nulls(value):
    if isinstance(value, dict):
        kept = {name: without_nulls(of) for name, of in value.items()}
        return {name: of for name, of in kept.items() if of is not None}
    return [without_nulls(element) for element in value] if isinstance(value, list) else value


def expect_everything_is_read(glue, date, columns):
    """``columns`` are those of an object of that date. Nothing in the object is null, so a null is a member that was not read."""
    record = {name: full_value(of) for name, of in columns.items()}
    read = row_as_read(glue.columns("web_shop"), columns_of(glue, date), record)
    assert without_nulls(read) == record


@settings(max_examples=300, deadline=None)
@given(
    growing_columns,
    # Date, the step at which the object was written, and the number of later steps that its registration knows.
    st.lists(st.tuples(st.sampled_from(DATES), st.integers(0, STEPS - 1), st.integers(0, 1)), min_size=1, max_size=8),
)
def test_after_each_registration_the_partition_has_the_tables_columns_and_every_object_is_read_whole(columns, registrations):
    glue, objects = MemoryGlue(), []
    for date, step, further in registrations:
        objects.append((date, at_step(columns, step)))
        register(glue, date, at_step(columns, step + further))
        assert columns_of(glue, date) == glue.columns("web_shop")
        for each in objects:
            expect_everything_is_read(glue, *each)


def test_a_new_member_of_an_existing_date_is_read_and_the_other_dates_are_not_changed():
    glue, updated = MemoryGlue(), []
    for date in DATES[:2]:
        register(glue, date, BEFORE)
    glue.before = lambda call: updated.append(call) if "update_partition" in call else None
    register(glue, DATES[1], AFTER)
    register(glue, DATES[1], AFTER)
    assert len(updated) == 1
    expect_everything_is_read(glue, DATES[1], AFTER)
    expect_everything_is_read(glue, DATES[0], BEFORE)
    assert columns_of(glue, DATES[0]) == [{"Name": "customer", "Type": "struct<email:string>"}]


def test_a_partition_keeps_what_others_set_on_it_and_needs_no_comments():
    glue = MemoryGlue()
    register(glue, DATES[0], BEFORE)
    partition = glue.partition("web_shop", "web-shop", DATES[0])
    partition["Parameters"] = {"checked": "yes"}
    partition["StorageDescriptor"]["Location"] = "s3://elsewhere/"
    glue.columns("web_shop")[0]["Comment"] = "who ordered"
    calls = []
    glue.before = calls.append
    register(glue, DATES[0], BEFORE)
    assert "batch_update_partition" not in calls
    register(glue, DATES[0], AFTER)
    partition = glue.partition("web_shop", "web-shop", DATES[0])
    assert partition["Parameters"] == {"checked": "yes"}
    assert partition["StorageDescriptor"]["Location"] == "s3://elsewhere/"
    assert partition["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"].endswith("ParquetHiveSerDe")
    assert [column["Name"] for column in columns_of(glue, DATES[0])] == ["customer", "items"]


def nothing_yet(glue):
    pass


def a_table_without_the_date(glue):
    register(glue, DATES[1], BEFORE)


def the_date_with_fewer_columns(glue):
    register(glue, DATES[0], {"id": "bigint"})


def each_call(prepare, columns):
    """The number of calls that a registration makes from this state."""
    glue, calls = MemoryGlue(), []
    prepare(glue)
    glue.before = calls.append
    register(glue, DATES[0], columns)
    return len(calls)


STATES = [nothing_yet, a_table_without_the_date, the_date_with_fewer_columns]
SCHEDULES = [(state, number) for state in STATES for number in range(1, each_call(state, BEFORE) + 1)]


def before_call(number, happens):
    """Does something once, before the call with this number."""
    seen = []

    def before(call):
        seen.append(call)
        if len(seen) == number:
            happens()

    return before


@pytest.mark.parametrize("prepare, number", SCHEDULES)
def test_a_driver_that_lost_its_lease_does_not_set_a_partition_back(prepare, number):
    glue = MemoryGlue()
    prepare(glue)

    def another_driver_registers():
        glue.before = lambda call: None
        register(glue, DATES[0], AFTER)

    glue.before = before_call(number, another_driver_registers)
    register(glue, DATES[0], BEFORE)
    assert columns_of(glue, DATES[0]) == glue.columns("web_shop")
    expect_everything_is_read(glue, DATES[0], AFTER)


@pytest.mark.parametrize("prepare, number", SCHEDULES)
def test_a_registration_that_breaks_off_anywhere_is_finished_by_the_next(prepare, number):
    glue = MemoryGlue()
    prepare(glue)

    def dies():
        raise KeyboardInterrupt

    glue.before = before_call(number, dies)
    with pytest.raises(KeyboardInterrupt):
        register(glue, DATES[0], BEFORE)
    glue.before = lambda call: None
    register(glue, DATES[0], BEFORE)
    assert columns_of(glue, DATES[0]) == glue.columns("web_shop")
    expect_everything_is_read(glue, DATES[0], BEFORE)


@pytest.mark.parametrize("prepare, number", SCHEDULES)
def test_a_partition_that_a_person_deletes_meanwhile_does_not_stop_a_registration(prepare, number):
    glue = MemoryGlue()
    prepare(glue)
    glue.before = before_call(number, lambda: glue.delete_partition("web_shop", "web-shop", DATES[0]))
    register(glue, DATES[0], BEFORE)
    # A partition that is deleted after the last write to it stays deleted.
    glue.before = lambda call: None
    register(glue, DATES[0], BEFORE)
    assert columns_of(glue, DATES[0]) == glue.columns("web_shop")


def test_a_partition_that_others_keep_changing_is_an_error_that_names_it():
    glue = MemoryGlue()
    register(glue, DATES[0], BEFORE)

    def somebody_sets_it_back(call):
        if call == "get_partition":
            glue.partition("web_shop", "web-shop", DATES[0])["StorageDescriptor"]["Columns"] = []

    glue.before = somebody_sets_it_back
    with pytest.raises(RuntimeError, match="partition .*2026-11-22.* of lake.web_shop was changed by others"):
        register(glue, DATES[0], AFTER)


@pytest.mark.parametrize("call", ["batch_create_partition", "batch_update_partition"])
def test_other_errors_of_glue_are_not_ignored(call, monkeypatch):
    glue = MemoryGlue()
    register(glue, DATES[0], BEFORE)
    refused = {"Errors": [{"ErrorDetail": {"ErrorCode": "InternalServiceException", "ErrorMessage": "later"}}]}
    monkeypatch.setattr(glue, call, lambda **_: refused)
    with pytest.raises(RuntimeError, match="InternalServiceException"):
        register(glue, DATES[0], AFTER)
