from decimal import Decimal

import pytest

from promotion.columns.hive_types import Array, Struct, grown, grown_columns, hive_type, parse, render
from promotion.columns.names import name_columns
from promotion.columns.read_types import closed_paths, in_place, read_columns


def test_open_paths_have_no_column():
    paths = {
        "seen": "bigint",
        "nothing": "unknown",
        "empty": "array",
        "nulls": "array",
        "nulls[]": "unknown",
        "bare": "struct",
        "half": "struct",
        "half.open": "unknown",
        "half.closed": "string",
        "deep": "array",
        "deep[]": "struct",
        "deep[].x": "array",
    }
    assert closed_paths(read_columns(paths)) == {"seen": "bigint", "half": "struct", "half.closed": "string"}


def test_columns_and_the_fields_of_structs_have_the_order_of_their_places():
    kept = {"2020": [4, "bigint"], "a": [1, "struct"], "a.x": [5, "date"], "a.y": [2, "date"], "b": [Decimal(0), "bigint"]}
    columns = read_columns(in_place(kept))
    assert [column.path for column in columns] == ["b", "a", "2020"]
    assert list(closed_paths(columns)) == ["b", "a", "a.y", "a.x", "2020"]


def test_a_map_has_strings_for_keys_and_the_type_of_its_values():
    paths = {"by user": "map", "by user{}": "struct", "by user{}.Last Seen": "timestamp", "open": "map", "open{}": "unknown"}
    columns = read_columns(paths)
    assert closed_paths(columns) == {path: paths[path] for path in ("by user", "by user{}", "by user{}.Last Seen")}
    hive = render(hive_type(columns[0], name_columns(closed_paths(columns), {})))
    assert hive == "map<string,struct<last_seen:timestamp>>"
    assert render(parse(hive)) == hive


def test_a_type_that_the_job_does_not_know_is_refused():
    with pytest.raises(ValueError, match="cannot read"):
        read_columns({"a": "interval"})


def test_the_type_of_a_column_uses_the_recorded_names_of_its_fields():
    paths = {"Line Items": "array", "Line Items[]": "struct", "Line Items[].SKU": "string", "Line Items[].n": "bigint(wide)"}
    (column,) = read_columns(paths)
    assert render(hive_type(column, name_columns(paths, {}))) == "array<struct<sku:string,n:bigint>>"


@pytest.mark.parametrize(
    "text", ["bigint", "decimal(20,0)", "array<array<double>>", "struct<a:decimal(19,0),b:array<struct<c:string>>>"]
)
def test_column_types_read_back_as_they_are_written(text):
    assert render(parse(text)) == text


@pytest.mark.parametrize("text", ["", "array<", "array<bigint", "struct<a>", "struct<a:bigint", "bigint>", "array<bigint>x"])
def test_a_text_that_is_not_a_column_type_is_refused(text):
    with pytest.raises(ValueError, match="not a column type"):
        parse(text)


def test_a_struct_grows_at_its_end_and_does_not_lose_a_field():
    table = Array(Struct((("b", "bigint"), ("gone", "string"))))
    written = Array(Struct((("a", "double"), ("b", "bigint"))))
    assert grown(table, written) == Array(Struct((("b", "bigint"), ("gone", "string"), ("a", "double"))))


def test_columns_keep_their_order_and_comments_when_a_table_grows():
    table = [{"Name": "b", "Type": "bigint", "Comment": "the b"}, {"Name": "removed", "Type": "string"}]
    comments = {"a": "A", "b": "B", "removed": "Removed"}
    assert grown_columns(table, {"a": "string", "c": "date", "b": "double"}, comments) == [
        {"Name": "b", "Type": "double", "Comment": "the b"},
        {"Name": "removed", "Type": "string"},
        {"Name": "a", "Type": "string", "Comment": "A"},
        {"Name": "c", "Type": "date"},
    ]
