"""Every value of a raw file arrives unchanged in Parquet, or its file is held."""

import csv
import datetime as dt
import io
import json
import math
from decimal import Decimal

import pytest
from deployment import Deployment, csv_reading

from promotion.columns.paths import format_path


@pytest.fixture
def deployment(spark):
    return Deployment(spark)


LINEAGE = {"_source_file", "_txn_id", "_promoted_at"}


def promoted(deployment, paths, lines, **file):
    """The records of one file after a run, without their lineage columns."""
    deployment.accept(paths)
    ingest_id = deployment.receive(lines, **file)
    assert deployment.run() == 0
    assert deployment.state(ingest_id) == "PROMOTED"
    return [{name: value for name, value in row.items() if name not in LINEAGE} for row in deployment.rows()]


def column(deployment, read_type, values):
    return [row["v"] for row in promoted(deployment, {"v": read_type}, [json.dumps({"v": v}) for v in values])]


def csv_file(*records):
    """What a CSV file with these cells, and its row, hold. A missing cell is empty."""
    columns = list(dict.fromkeys(name for record in records for name in record))
    header, rows = io.StringIO(), io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(columns)
    csv.writer(rows, lineterminator="\n").writerows([record.get(name, "") for name in columns] for record in records)
    first = header.getvalue().encode()
    return {
        "lines": ["{}"] * len(records), "raw": first + rows.getvalue().encode(), "reading": csv_reading(first, columns), "name": "file.csv",
    }


def test_json_numbers_keep_every_digit(deployment):
    lines = ['{"i": 9007199254740993, "d": 123456789012345678901234567890, "f": 0.1, "b": true}']
    paths = {"i": "bigint(wide)", "d": "decimal(30,0)", "f": "double", "b": "boolean"}
    assert promoted(deployment, paths, lines) == [
        {"i": 2**53 + 1, "d": Decimal("123456789012345678901234567890"), "f": 0.1, "b": True}
    ]


def test_negative_zero_keeps_its_sign(deployment):
    (row,) = promoted(deployment, {"v": "double"}, ['{"v": -0.0}'])
    assert math.copysign(1, row["v"]) == -1


def test_strings_keep_newlines_escapes_and_every_plane(deployment):
    values = ["a\nb\r\nc", "", " padded ", "\u0000\u2028\u0085", "🦆 é e\u0301", '"quoted" \\ back', "null"]
    assert column(deployment, "string", values) == values


def test_mixed_values_arrive_as_their_source_text(deployment):
    values = ['"abc"', "1.50", "1e5", '{"a": [1, null]}', "true"]
    rows = promoted(deployment, {"v": "json"}, [f'{{"v": {value}}}' for value in values])
    assert [row["v"] for row in rows] == values


def test_maps_keep_their_keys_and_convert_their_values(deployment):
    paths = {"m": "map", "m{}": "struct", "m{}.At Time": "timestamp", "m{}.n": "bigint"}
    lines = ['{"m": {"Bo B": {"At Time": "2024-01-02T03:04:05Z", "n": 1}, "": {"n": 2}, "__proto__": null}}', '{"m": {}}', "{}"]
    at = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
    rows = [row["m"] for row in promoted(deployment, paths, lines)]
    assert [rows[0] if rows[0] is None else dict(rows[0]), *map(lambda m: m if m is None else dict(m), rows[1:])] == [
        {"Bo B": {"at_time": at, "n": 1}, "": {"at_time": None, "n": 2}, "__proto__": None}, {}, None,
    ]


def test_nested_records_arrive_under_normalised_names(deployment):
    paths = {
        "Order Id": "bigint",
        "Customer": "struct",
        "Customer.First Name": "string",
        "Customer.first_name": "string",
        "Lines": "array",
        "Lines[]": "struct",
        "Lines[].SKU": "string",
        "Lines[].Qty": "bigint",
        "Grid": "array",
        "Grid[]": "array",
        "Grid[][]": "double",
        r"a\.b": "string",
        r"\e": "bigint",
        "tick`ed": "bigint",
    }
    record = {
        "Order Id": 1,
        "Customer": {"First Name": "Ada", "first_name": "A."},
        "Lines": [{"SKU": "x", "Qty": 2}, {"SKU": None}, None],
        "Grid": [[1.5], [], None],
        "a.b": "dot",
        "": 7,
        "tick`ed": 8,
    }
    assert promoted(deployment, paths, [json.dumps(record), "{}"]) == [
        {
            "order_id": 1,
            "customer": {"first_name": "Ada", "first_name_2": "A."},
            "lines": [{"sku": "x", "qty": 2}, {"sku": None, "qty": None}, None],
            "grid": [[1.5], [], None],
            "a_b": "dot",
            "_": 7,
            "tick_ed": 8,
        },
        {"order_id": None, "customer": None, "lines": None, "grid": None, "a_b": None, "_": None, "tick_ed": None},
    ]


def test_dates_and_timestamps_inside_json_are_cast_at_any_depth(deployment):
    paths = {"a": "array", "a[]": "struct", "a[].D": "date", "a[].T": "timestamp", "a[].n": "bigint"}
    lines = ['{"a": [{"D": "1500-02-28", "T": "2024-05-06T07:08:09.1239+02:00", "n": 1}, null, {"n": 2}]}', '{"a": null}']
    assert promoted(deployment, paths, lines) == [
        {
            "a": [
                {"d": dt.date(1500, 2, 28), "t": dt.datetime(2024, 5, 6, 5, 8, 9, 123000, dt.timezone.utc), "n": 1},
                None,
                {"d": None, "t": None, "n": 2},
            ]
        },
        {"a": None},
    ]


def test_keys_that_differ_by_case_are_different_columns(deployment):
    assert promoted(deployment, {"Id": "bigint", "id": "bigint"}, ['{"id": 1, "Id": 2}']) == [{"id": 2, "id_2": 1}]


def test_keys_may_have_any_name_that_spark_or_the_job_uses_itself(deployment):
    keys = ["_metadata", "__corrupt", "_corrupt_record", "date", "value", "_source_file", "@bad", "@part", "a`b.c"]
    paths = {format_path((key,)): "string" for key in keys}
    (row,) = promoted(deployment, paths, [json.dumps({key: key for key in keys})])
    assert sorted(row.values()) == sorted(keys)


def test_a_file_may_have_thousands_of_columns(deployment):
    record = {f"c{number}": number for number in range(3000)}
    assert promoted(deployment, dict.fromkeys(record, "bigint"), [json.dumps(record)]) == [record]


def test_a_column_that_no_record_of_the_file_has_exists_and_is_null(deployment):
    deployment.accept({"a": "bigint", "removed": "string", "open": "unknown"})
    deployment.receive(['{"a": 1, "open": null}'])
    assert deployment.run() == 0
    (row,) = deployment.rows()
    assert row["a"] == 1 and row["removed"] is None and "open" not in row


def test_a_file_without_any_typed_path_still_counts_its_records(deployment):
    assert promoted(deployment, {"a": "unknown"}, ['{"a": null}', "{}"]) == [{}, {}]


def test_a_file_without_records_becomes_an_object_without_rows(deployment):
    assert promoted(deployment, {"a": "bigint"}, []) == []
    (key,) = deployment.objects("curated/")
    assert deployment.parquet(key).metadata.num_rows == 0


def test_a_csv_file_with_nothing_but_a_header_is_promoted_too(deployment):
    header = b"a,b\n"
    paths = {"a": "bigint", "s": "struct", "s.B": "string"}
    assert promoted(deployment, paths, [], raw=header, reading=csv_reading(header, ["a", "b"])) == []


CSV = [
    ("bigint", ["0", "-7", "9007199254740992"], [0, -7, 2**53]),
    ("decimal(20,0)", ["18446744073709551616"], [Decimal(2**64)]),
    ("boolean", ["true", "false"], [True, False]),
    ("double", ["1e5", "-0.5", "1.7976931348623157e308"], [1e5, -0.5, 1.7976931348623157e308]),
    ("double", ["Infinity", "-Infinity"], [math.inf, -math.inf]),
    ("string", ["007", " 1 ", "line\nbreak"], ["007", " 1 ", "line\nbreak"]),
    ("date", ["2024-02-29", "0001-01-01"], [dt.date(2024, 2, 29), dt.date(1, 1, 1)]),
    (
        "timestamp",
        ["2024-01-02", "2024-01-02 03:04:05", "1969-12-31T23:59:59.9999Z", "2024-01-02T03:04:05.123456789-18:00"],
        [
            dt.datetime(2024, 1, 2, tzinfo=dt.timezone.utc),
            dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc),
            dt.datetime(1969, 12, 31, 23, 59, 59, 999000, dt.timezone.utc),
            dt.datetime(2024, 1, 2, 21, 4, 5, 123000, dt.timezone.utc),
        ],
    ),
]


def test_csv_cells_become_values_of_their_types(deployment):
    columns = {f"c{number}": of for number, (of, _, _) in enumerate(CSV)}
    height = max(len(cells) for _, cells, _ in CSV)
    records = [{name: cells[row] for name, (_, cells, _) in zip(columns, CSV) if row < len(cells)} for row in range(height)]
    rows = promoted(deployment, columns, **csv_file(*records))
    for name, (read_type, cells, values) in zip(columns, CSV):
        assert [row[name] for row in rows] == values + [None] * (height - len(values)), read_type


def test_nan_is_a_double(deployment):
    (row,) = promoted(deployment, {"v": "double"}, **csv_file({"v": "NaN"}))
    assert math.isnan(row["v"])


BAD_CELLS = {
    "bigint": ["1.0", "007", " 1", "+1", "9223372036854775808", "1\n"],
    "decimal(20,0)": ["1.5", "1e3", "1,000", "100000000000000000000"],
    "boolean": ["TRUE", "t", "1"],
    "double": ["1e400", "1d", "inf", ".5", "nan"],
    "date": ["2024-02-30", "1500-02-29", "2024-1-2", "2024-01-02T00:00:00", "12"],
    "timestamp": ["2024-01-02T24:00:00", "2024-01-02T00:00:60", "9999-12-31T23:59:59-12:00", "2024-01-02T00:00:00+19:00", "12:30"],
}


def test_only_files_with_a_cell_that_is_not_a_value_of_its_type_are_held(deployment):
    deployment.accept({read_type: read_type for read_type in BAD_CELLS})
    bad = [
        deployment.receive(**csv_file({read_type: cell}))
        for read_type, cells in BAD_CELLS.items()
        for cell in cells
    ]
    good = deployment.receive(**csv_file({"bigint": "1"}))
    assert deployment.run() == 0
    assert {deployment.state(ingest_id) for ingest_id in bad} == {"HELD unreadable_value"}
    assert deployment.state(good) == "PROMOTED"
    assert len(deployment.rows()) == 1


MISREAD = [
    ({"a": "bigint"}, '{"a": "5"}'),
    ({"b": "bigint"}, '{"b": 1.5}'),
    ({"c": "bigint"}, '{"c": 1'),
    ({"d": "double"}, '{"d": NaN}'),
    ({"e": "string"}, "{'e': 'b'}"),
    ({"f": "struct", "f.b": "date"}, '{"f": {"b": "2024-02-30"}}'),
    ({"g": "array", "g[]": "timestamp"}, '{"g": [null, "yesterday"]}'),
]


def test_a_file_is_held_if_one_of_its_json_records_does_not_hold_what_the_profiler_found(deployment):
    deployment.accept({path: of for paths, _ in MISREAD for path, of in paths.items()})
    held = [deployment.receive(["{}", line]) for _, line in MISREAD]
    assert deployment.run() == 0
    assert {line: deployment.state(ingest_id) for ingest_id, (_, line) in zip(held, MISREAD)} == {
        line: "HELD unreadable_value" for _, line in MISREAD
    }
    assert deployment.rows() == []


def test_json_and_csv_files_of_one_source_share_an_object(deployment):
    deployment.accept({"a": "bigint", "t": "timestamp"})
    deployment.receive(['{"a": 1}'])
    deployment.receive(**csv_file({"a": "2", "t": "2024-01-02"}))
    assert deployment.run() == 0
    assert len(deployment.objects("curated/")) == 1
    assert sorted(row["a"] for row in deployment.rows()) == [1, 2]


def test_integers_are_read_as_the_wider_type_that_their_column_has_by_now(deployment):
    deployment.accept({"a": "double", "b": "decimal(25,0)"})
    deployment.receive(['{"a": 9007199254740991, "b": 5}'])
    assert deployment.run() == 0
    (row,) = deployment.rows()
    assert (row["a"], row["b"]) == (9007199254740991.0, Decimal(5))


def test_lineage_names_the_raw_file_the_transaction_and_its_time(deployment):
    deployment.accept({"a": "bigint"})
    one = deployment.receive(['{"a": 1}', '{"a": 2}', '{"a": 3}'])
    two = deployment.receive(['{"a": 9}'])
    assert deployment.run() == 0
    keys = {ingest_id: deployment.item(f"file#{ingest_id}")["key"] for ingest_id in (one, two)}
    rows = deployment.rows()
    assert sorted((row["a"], row["_source_file"]) for row in rows) == [
        (1, keys[one]), (2, keys[one]), (3, keys[one]), (9, keys[two]),
    ]
    (transaction,) = deployment.items("txn#")
    assert {row["_txn_id"] for row in rows} == {transaction["txn"]}
    assert {row["_promoted_at"] for row in rows} == {dt.datetime.fromisoformat(transaction["planned_at"])}


def test_timestamps_are_stored_in_milliseconds_and_utc(deployment):
    promoted(deployment, {"t": "timestamp"}, ['{"t": "2024-01-02"}'])
    (key,) = deployment.objects("curated/")
    field = deployment.parquet(key).schema_arrow.field("t")
    assert str(field.type) == "timestamp[ms, tz=UTC]"
