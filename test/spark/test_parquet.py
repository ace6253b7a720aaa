"""Columns that a scanner has filled become Parquet that readers understand."""

import datetime as dt
import gc
import io
import weakref
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from arrow_values import column

from promotion.columns.layout import Layout
from promotion.columns.names import name_columns
from promotion.columns.read_types import closed_paths, read_columns
from promotion.reading import arrow
from promotion.reading.arrow import Array, Field, Stream
from promotion.reading.columns import column_fields
from promotion.reading.lineage import LINEAGE_FIELDS, lineage_columns
from promotion.reading.parquet import write_parquet
from promotion.reading.parquet_footer import rows_in

PATHS = {
    "flag": "boolean", "number": "bigint", "wide": "bigint(wide)", "double": "double", "big": "decimal(38,0)", "day": "date",
    "at": "timestamp", "text": "string", "raw": "json", "list": "array", "list[]": "bigint", "grid": "array", "grid[]": "array",
    "grid[][]": "string", "map": "map", "map{}": "double", "maps": "map", "maps{}": "struct", "maps{}.Deep": "boolean",
    "object": "struct", "object.A b": "bigint", "object.inner": "struct", "object.inner.list": "array", "object.inner.list[]": "struct",
    "object.inner.list[].x": "date",
}
COLUMNS = read_columns(PATHS)
LAYOUT = Layout(COLUMNS, name_columns(closed_paths(COLUMNS), {}))
NAMES = [LAYOUT.names[each.path] for each in COLUMNS]
RECORD = Field("", "+s", False, tuple(column_fields(LAYOUT)))

VALUES = {
    "flag": [True, False, None],
    "number": [0, -(2**53), None],
    "wide": [2**63 - 1, -(2**63), None],
    "double": [0.0, -0.0, float("inf"), 5e-324, None],
    "big": [10**38 - 1, -(10**38) + 1, 0, None],
    "day": [0, -719162, 2932896, None],
    "at": [0, -62135596800000, 253402300799999, None],
    "text": ["", "é🦆", "\0", None],
    "raw": ['{"a":1}', None],
    "list": [[], [1, None, 3], None, [None]],
    "grid": [[[], ["a", None], None], [], None, [["b"]]],
    "map": [[], [("k", 1.5), ("", None)], None],
    "maps": [[("a", {"deep": True}), ("b", None)], None, []],
    "object": [None, {"a_b": 1, "inner": None}, {"a_b": None, "inner": {"list": [{"x": 0}, None, {"x": None}]}}, {"inner": {"list": None}}],
}


def records(rows):
    return [{name: VALUES[name][row % len(VALUES[name])] for name in NAMES} for row in range(rows)]


def written(batches, schema=RECORD):
    file = io.BytesIO()
    write_parquet(schema, iter(batches), file)
    return parquet.ParquetFile(file)


def full(value, field):
    """The value with every field of its structs, and with dates, times and decimals as Python has them."""
    if value is None:
        return None
    if field.format == "+s":
        return {each.name: full(value.get(each.name), each) for each in field.children}
    if field.format == "+l":
        return [full(each, field.children[0]) for each in value]
    if field.format == "+m":
        return [(key, full(of, field.children[0].children[1])) for key, of in value]
    if field.format == "tdD":
        return dt.date(1970, 1, 1) + dt.timedelta(days=value)
    if field.format == "tsm:UTC":
        return dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(milliseconds=value)
    return Decimal(value) if field.format.startswith("d:") else value


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 50])
def test_values_of_every_type_are_read_back_with_their_nulls(rows):
    found = written([column(records(rows), RECORD)]).read().to_pylist()
    expected = [full(record, RECORD) for record in records(rows)]
    assert found == expected
    assert [str(row["double"]) for row in found] == [str(row["double"]) for row in expected]


def test_engines_find_the_types_and_the_names_of_levels_that_they_expect():
    schema = written([column(records(3), RECORD)]).schema
    types = {schema.column(i).path: (schema.column(i).physical_type, str(schema.column(i).logical_type)) for i in range(len(schema))}
    assert types["at"] == ("INT64", "Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, "
                           "force_set_converted_type=false)")
    assert types["big"] == ("FIXED_LEN_BYTE_ARRAY", "Decimal(precision=38, scale=0)")
    assert {"grid.list.element.list.element", "map.key_value.key", "map.key_value.value", "object.inner.list.list.element.x"} <= set(types)


def test_nothing_is_kept_of_batches_that_were_written():
    kept = len(arrow._kept)
    written([column(records(9), RECORD) for _ in range(3)])
    gc.collect()
    assert len(arrow._kept) == kept


@pytest.mark.parametrize("batches, groups", [
    ((20_000, 20_000, 500), [20_000, 20_000, 500]),
    ((20_000, 30_000), [20_000, 20_000, 10_000]),
    ((3, 30_000), [16_384, 13_619]),
])
def test_row_groups_have_as_many_rows_as_the_first_batch_unless_these_are_few(batches, groups):
    schema = Field("", "+s", False, (Field("number", "l"),))
    metadata = written([column([{"number": number} for number in range(rows)], schema) for rows in batches], schema).metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == groups


def test_each_row_group_says_the_least_and_the_greatest_value():
    schema = Field("", "+s", False, (Field("number", "l"),))
    group = written([column([{"number": number} for number in (5, None, -3)], schema)], schema).metadata.row_group(0)
    found = group.column(0).statistics
    assert (found.min, found.max, found.null_count) == (-3, 5, 1)


@pytest.mark.parametrize("counts", [[], [1], [7], [100] * 20])
def test_the_footer_has_the_number_of_records(counts):
    file = io.BytesIO()
    write_parquet(RECORD, iter([column(records(rows), RECORD) for rows in counts]), file)
    assert rows_in(file) == sum(counts)


def test_the_footers_of_other_writers_are_understood_too(tmp_path):
    table = pa.table({"a": [1, 2, 3], "b": [["x"], None, []]})
    for options in ({}, {"version": "1.0"}, {"write_page_index": True, "store_schema": False}):
        parquet.write_table(table.replace_schema_metadata({"key": "value"}), tmp_path / "a", **options)
        with open(tmp_path / "a", "rb") as file:
            assert rows_in(file) == 3


@pytest.mark.parametrize("body", [b"", b"PAR1", b"PAR1\0\0\0\0PAR1"[:-1], b"PAR1\xff\xff\0\0PAR1"])
def test_what_is_no_parquet_has_no_rows(body):
    with pytest.raises(ValueError, match="does not end as a Parquet file does"):
        rows_in(io.BytesIO(body))


def test_an_object_without_records_has_every_column():
    assert written([]).read().column_names == NAMES


def test_an_error_of_the_records_is_passed_on():
    def batches():
        yield column(records(3), RECORD)
        raise LookupError("the scanner crashed")

    with pytest.raises(LookupError, match="the scanner crashed"):
        write_parquet(RECORD, batches(), io.BytesIO())


def test_a_reader_that_keeps_a_batch_gets_no_other_one_because_both_are_in_the_same_memory():
    schema = Field("", "+s", False, (Field("number", "l"),))
    batches = pa.RecordBatchReader.from_stream(Stream(schema, iter([column([{"number": 1}], schema)] * 2)))
    kept = batches.read_next_batch()
    with pytest.raises(OSError, match="before it has released the last one"):
        batches.read_next_batch()
    assert kept.to_pylist() == [{"number": 1}]
    # The error refers to this frame. What it holds would be released when the process ends, and the functions for that are gone by then.
    del kept, batches


def test_the_memory_of_a_batch_lives_until_its_reader_releases_it():
    class Memory(list):
        """Unlike list, it can be referred to weakly."""

    schema = Field("", "+s", False, (Field("number", "l"),))
    batch = column([{"number": 1}], schema)
    memory = Memory([batch])
    gone = weakref.ref(memory)
    owned = Array(batch.length, batch.buffers, 0, batch.children, owner=memory)
    batches = pa.RecordBatchReader.from_stream(Stream(schema, iter([owned])))
    del memory, owned, batch
    read = batches.read_next_batch()
    gc.collect()
    assert gone() is not None and read.to_pylist() == [{"number": 1}]
    del read, batches
    gc.collect()
    assert gone() is None


def test_lineage_names_the_file_of_each_record_and_the_transaction():
    schema = Field("", "+s", False, LINEAGE_FIELDS)
    batch = Array(4, [None], 0, lineage_columns([("raw/é", 1), ("raw/none", 0), ("raw/b", 3)], "txn", "2026-11-24T08:00:00.123Z"))
    rows = written([batch], schema).read().to_pylist()
    assert [row["_source_file"] for row in rows] == ["raw/é", "raw/b", "raw/b", "raw/b"]
    assert {row["_txn_id"] for row in rows} == {"txn"}
    assert {row["_promoted_at"] for row in rows} == {dt.datetime(2026, 11, 24, 8, 0, 0, 123000, dt.timezone.utc)}
