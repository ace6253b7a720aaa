"""Every value of a raw file arrives unchanged in Parquet, or its file has a fault."""

import base64
import datetime as dt
import json
import math
from decimal import Decimal

import pytest
from filling import JSON, Filling, Raw, csv

from promotion.columns.paths import format_path

LINEAGE = {"_source_file", "_txn_id", "_promoted_at"}


def filled(paths, *files):
    """The records of the files, without their lineage columns."""
    filling = Filling(paths, files)
    assert filling.faults == [None] * len(files)
    return [{name: value for name, value in row.items() if name not in LINEAGE} for row in filling.rows]


def ndjson(*lines, **plan):
    return Raw("".join(line + "\n" for line in lines).encode(), {**JSON, **plan})


def cells(*rows, **plan):
    """One column `v` of CSV."""
    return Raw(("v\n" + "".join(row + "\n" for row in rows)).encode(), csv("v", **plan))


def of_json(read_type, *texts):
    return [row["v"] for row in filled({"v": read_type}, ndjson(*(f'{{"v":{text}}}' for text in texts)))]


def of_csv(read_type, *texts):
    return [row["v"] for row in filled({"v": read_type}, cells(*texts))]


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.timezone.utc)


def exactly(values):
    """0.0 is not -0.0, and NaN is NaN."""
    return [value.hex() if isinstance(value, float) else value for value in values]


JSON_VALUES = {
    "boolean": {"true": True, "false": False, "null": None},
    "bigint": {"0": 0, "-7": -7, "-0": 0, "9007199254740992": 2**53, "null": None},
    "bigint(wide)": {"9223372036854775807": 2**63 - 1, "-9223372036854775808": -(2**63), "9007199254740993": 2**53 + 1},
    "decimal(20,0)": {"18446744073709551616": Decimal(2**64), "-99999999999999999999": Decimal(1 - 10**20), "5": Decimal(5)},
    "decimal(38,0)": {"9" * 38: Decimal(10**38 - 1), "-" + "9" * 38: Decimal(1 - 10**38), "0": Decimal(0)},
    "decimal(5,2)": {"1": Decimal(1), "-1.5": Decimal("-1.5"), "1.50000": Decimal("1.5"), "999.99": Decimal("999.99"), "1.2e2": Decimal(120), "0e9": Decimal(0)},
    "decimal(38,38)": {"-0." + "9" * 38: Decimal("-0." + "9" * 38), "1e-38": Decimal("1e-38")},
    "double": {
        "0.1": 0.1, "1e5": 1e5, "-0.0": -0.0, "-0": -0.0, "0": 0.0, "9007199254740991": float(2**53 - 1),
        "1.7976931348623157e308": 1.7976931348623157e308, "5e-324": 5e-324, "1e-400": 0.0, "-1e-400": -0.0, "0." + "1" * 40: float("0." + "1" * 40),
        "9007199254740992.5000000000000000001": float("9007199254740992.5000000000000000001"),
        "2.2250738585072011e-308": 2.2250738585072011e-308,
    },
    "date": {'"2024-02-29"': dt.date(2024, 2, 29), '"0001-01-01"': dt.date(1, 1, 1), '"1500-02-28"': dt.date(1500, 2, 28), "null": None},
    "timestamp": {
        '"2024-01-02T03:04:05Z"': utc(2024, 1, 2, 3, 4, 5),
        '"2024-01-02"': utc(2024, 1, 2),
        '"2024-01-02T03:04:05\\u005a"': utc(2024, 1, 2, 3, 4, 5),
    },
    "string": {
        '"a\\nb\\r\\nc"': "a\nb\r\nc", '""': "", '" padded "': " padded ",
        '"\\u0000\\u2028\\u0085"': "\0\u2028\x85", '"🦆 é e\u0301"': "🦆 é e\u0301",
        '"\\ud83e\\udd86"': "🦆", '"\\"quoted\\" \\\\ back \\/"': '"quoted" \\ back /', '"null"': "null", "null": None,
        # What is no string keeps its own text.
        "1.10": "1.10", "true": "true", '{"a": [1,  null]}': '{"a": [1,  null]}', "[ ]": "[ ]",
    },
    "json": {'"abc"': '"abc"', "1.50": "1.50", "1e5": "1e5", '{"a": [1, null]}': '{"a": [1, null]}', '"\\u0041"': '"\\u0041"', "null": None},
}


@pytest.mark.parametrize("read_type", JSON_VALUES)
def test_values_of_json_keep_every_digit_and_every_character(read_type):
    values = JSON_VALUES[read_type]
    assert exactly(of_json(read_type, *values)) == exactly(values.values())


CSV_VALUES = {
    "boolean": {"true": True, "false": False, '"true"': True, "": None, '""': None},
    "bigint": {"0": 0, "-7": -7, "9007199254740992": 2**53, '"12"': 12, '""': None},
    "bigint(wide)": {"9223372036854775807": 2**63 - 1, "-9223372036854775808": -(2**63)},
    "decimal(20,0)": {"18446744073709551616": Decimal(2**64), "-1": Decimal(-1)},
    "decimal(20,18)": {"0.123456789012345678": Decimal("0.123456789012345678"), "-12.5": Decimal("-12.5"), "-0": Decimal(0)},
    "double": {
        "1e5": 1e5, "-0.5": -0.5, "-0": -0.0, "12": 12.0, "1.7976931348623157e308": 1.7976931348623157e308,
        "Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan,
    },
    "string": {"007": "007", " 1 ": " 1 ", '"line\nbreak"': "line\nbreak", '"a ""b"""': 'a "b"', "1.10": "1.10", "null": "null", '""': None},
    "json": {"007": "007", '"a ""b"""': 'a "b"', "1.10": "1.10"},
    "date": {"2024-02-29": dt.date(2024, 2, 29), "0001-01-01": dt.date(1, 1, 1), "9999-12-31": dt.date(9999, 12, 31)},
    "timestamp": {
        "2024-01-02": utc(2024, 1, 2),
        "2024-01-02 03:04:05": utc(2024, 1, 2, 3, 4, 5),
        "1969-12-31T23:59:59.9999Z": utc(1969, 12, 31, 23, 59, 59, 999000),
        "2024-01-02T03:04:05.123456789-18:00": utc(2024, 1, 2, 21, 4, 5, 123000),
        "0001-01-01T00:00:00Z": utc(1, 1, 1),
        "9999-12-31T23:59:59.999Z": utc(9999, 12, 31, 23, 59, 59, 999000),
    },
}


@pytest.mark.parametrize("read_type", CSV_VALUES)
def test_cells_of_csv_become_values_of_their_types(read_type):
    values = {text or '""': value for text, value in CSV_VALUES[read_type].items()}
    assert exactly(of_csv(read_type, *values)) == exactly(values.values())


def test_a_batch_of_every_length_keeps_its_bits_in_order():
    for rows in range(1, 70):
        values = [[True, False, None][row * row % 3] for row in range(rows)]
        assert of_json("boolean", *map(json.dumps, values)) == values


def test_maps_keep_their_keys_and_convert_their_values():
    paths = {"m": "map", "m{}": "struct", "m{}.At Time": "timestamp", "m{}.n": "bigint"}
    lines = ['{"m": {"Bo B": {"At Time": "2024-01-02T03:04:05Z", "n": 1}, "": {"n": 2}, "__proto__": null, "\\u00e9": {}}}', '{"m": {}}', "{}"]
    rows = [row["m"] if row["m"] is None else dict(row["m"]) for row in filled(paths, ndjson(*lines))]
    assert rows == [
        {
            "Bo B": {"at_time": utc(2024, 1, 2, 3, 4, 5), "n": 1}, "": {"at_time": None, "n": 2}, "__proto__": None,
            "é": {"at_time": None, "n": None},
        },
        {},
        None,
    ]


def test_nested_records_arrive_under_normalised_names():
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
    assert filled(paths, ndjson(json.dumps(record), "{}")) == [
        {
            "order_id": 1,
            "customer": {"first_name": "Ada", "first_name_2": "A."},
            "lines": [{"sku": "x", "qty": 2}, {"sku": None, "qty": None}, None],
            "grid": [[1.5], [], None],
            "a_b": "dot",
            "unnamed": 7,
            "tick_ed": 8,
        },
        {"order_id": None, "customer": None, "lines": None, "grid": None, "a_b": None, "unnamed": None, "tick_ed": None},
    ]


def test_dates_and_timestamps_are_read_at_any_depth():
    paths = {"a": "array", "a[]": "struct", "a[].D": "date", "a[].T": "timestamp", "a[].n": "bigint"}
    lines = ['{"a": [{"D": "1500-02-28", "T": "2024-05-06T07:08:09.1239+02:00", "n": 1}, null, {"n": 2}]}', '{"a": null}']
    assert filled(paths, ndjson(*lines)) == [
        {
            "a": [
                {"d": dt.date(1500, 2, 28), "t": utc(2024, 5, 6, 5, 8, 9, 123000), "n": 1},
                None,
                {"d": None, "t": None, "n": 2},
            ]
        },
        {"a": None},
    ]


def test_keys_that_differ_by_case_are_different_columns():
    assert filled({"Id": "bigint", "id": "bigint"}, ndjson('{"id": 1, "Id": 2}')) == [{"id": 2, "id_2": 1}]


def test_keys_may_have_any_name_that_the_job_uses_itself():
    keys = ["date", "value", "_source_file", "a`b.c", 'quo"ted', "back\\slash", "new\nline", "é", "🦆"]
    paths = {format_path((key,)): "string" for key in keys}
    (row,) = filled(paths, ndjson(json.dumps({key: key for key in keys})))
    assert sorted(row.values()) == sorted(keys)


def test_thousands_of_columns_are_filled():
    names = [f"column{number}" for number in range(3000)]
    assert filled(dict.fromkeys(names, "bigint"), ndjson(json.dumps({name: number for number, name in enumerate(names)}))) == [
        {name: number for number, name in enumerate(names)}
    ]


def test_a_column_is_null_if_no_record_of_the_file_has_it():
    paths = {"a": "bigint", "removed": "string", "open": "unknown"}
    assert filled(paths, ndjson('{"a": 1, "open": null}')) == [{"a": 1, "removed": None}]
    assert filled(paths, Raw(b"open,a\n,1\n", csv("open", "a"))) == [{"a": 1, "removed": None}]


def test_a_file_without_any_typed_path_still_counts_its_records():
    assert filled({"a": "unknown"}, ndjson('{"a": null}', "{}")) == [{}, {}]


def test_a_file_without_records_becomes_an_object_without_rows():
    assert filled({"a": "bigint"}, ndjson()) == []


def test_null_markers_are_null_in_each_file_whose_source_declares_them():
    paths = {"v": "string"}
    marked = {"null_markers": ["NA", "-"]}
    files = [ndjson('{"v":"NA"}', '{"v":"N"}', '{"v":"-"}', **marked), ndjson('{"v":"NA"}'), ndjson('{"v":"n/a"}', null_markers=["n/a"])]
    assert [row["v"] for row in filled(paths, *files)] == [None, "N", None, "NA", None]
    assert [row["v"] for row in filled(paths, cells("NA", '"NA"', "x", **marked), cells("NA"))] == [None, None, "x", "NA"]
    assert [row["v"] for row in filled({"v": "bigint"}, cells("NA", "1", **marked))] == [None, 1]


def written(*numbers, fields=None, rest=b""):
    """A format as the profiler writes it (lambda-src/core/field-format/encode.ts)."""
    format = {"format": base64.b64encode(bytes([*numbers, *[0] * (12 - len(numbers))]) + rest).decode()}
    return {"field_formats": [format if fields is None else {**format, "fields": fields}]}


def test_numbers_and_times_are_read_as_the_source_of_each_file_writes_them():
    comma, epoch = written(1, ord(","), 0, 0, 0, 1, rest=b"."), written(0, ord("."), 2, fields=["o.at", "at"])
    paths = {"v": "double"}
    files = [cells('"1.234,5"', **comma), cells("1.5"), ndjson('{"v":2.5}'), cells('"-0,5"', **comma)]
    assert [row["v"] for row in filled(paths, *files)] == [1234.5, 1.5, 2.5, -0.5]
    assert Filling(paths, [cells('"1,5"')]).faults != [None] != Filling(paths, [cells("1.5", **comma)]).faults
    paths = {"at": "timestamp", "o": "struct", "o.at": "timestamp"}
    moment = utc(2024, 5, 1, 10)
    lines = '{"at":1714557600,"o":{"at":"1714557600.0"}}', '{"at":"2024-05-01T10:00:00Z"}'
    rows = filled(paths, ndjson(lines[0], **epoch), ndjson(lines[1]), ndjson(lines[0], **epoch))
    assert [(row["at"], row["o"] and row["o"]["at"]) for row in rows] == [(moment, moment), (moment, None), (moment, moment)]
    assert Filling(paths, [ndjson(lines[0], **epoch), ndjson(lines[0])]).faults[1] is not None


def test_rows_are_filled_up_only_if_their_source_declares_it():
    paths = {"a": "bigint", "b": "string"}
    body = b"a,b\n1\n2,x,,\n"
    assert filled(paths, Raw(body, csv("a", "b", fills=True))) == [{"a": 1, "b": None}, {"a": 2, "b": "x"}]
    (fault,) = Filling(paths, [Raw(body, csv("a", "b"))]).faults
    assert fault == ("unreadable_value", "record 1 cannot be read: ragged row")


def test_files_of_one_batch_may_be_written_in_different_ways():
    paths = {"a": "bigint", "t": "timestamp", "s": "string"}
    files = [
        ndjson('{"a":1}', "", '{"a":2,"s":"x"}'),
        Raw(b"a,t\n3,2024-01-02\n", csv("a", "t")),
        Raw("t|a\r\n|4\r\n".encode("utf-16"), {**csv("t", "a", delimiter="|"), "encoding": "utf-16le", "mark": 2, "start": 5}),
        Raw(b'[{"a":5},{"a":6}]', JSON),
        Raw(b'new,s,a\n,"x\ny",7\n', csv("new", "s", "a")),
        Raw(b"title\na\ts\n8\tz\nTotal\t1\n", {**csv("a", "s", delimiter="\t"), "start": 10, "end": 14}),
    ]
    assert [(row["a"], row["s"]) for row in filled(paths, *files)] == [
        (1, None), (2, "x"), (3, None), (4, None), (5, None), (6, None), (7, "x\ny"), (8, "z")
    ]


def test_bad_records_are_left_out():
    body = b'{"a":1}\n{"a":\n{"a":3}\n'
    filling = Filling({"a": "bigint"}, [Raw(body, {**JSON, "bad": [8, 5]})])
    assert [row["a"] for row in filling.rows] == [1, 3]
    assert filling.filled.records == {filling.keys[0]: 2}


MISFITS = {
    "boolean": (["1", '"true"', "{}"], ["TRUE", "t", "1", " true"]),
    "bigint": (["1.0", "1e2", '"5"', "true", "9223372036854775808", "[1]", "{}"], ["1.0", "007", " 1", "+1", "9223372036854775808", '"1\n"']),
    "decimal(20,0)": (["1.5", '"1"', "100000000000000000000"], ["1.5", "15e-1", '"1,000"', "100000000000000000000"]),
    "decimal(5,2)": (["1.555", "1000", '"1.5"', "true"], ["1.555", "1000", "1e3", "01.5", '"1,5"', "2024-01-01"]),
    "double": (["1e400", '"1"', "true", "9007199254740993"], ["1e400", "1d", "inf", ".5", "nan", "9007199254740993"]),
    "date": (['"2024-02-30"', "12", '"2024-01-02T00:00:00"'], ["2024-02-30", "1500-02-29", "2024-1-2", "2024-01-02T00:00:00", "12"]),
    "timestamp": (
        ['"yesterday"', "0"],
        ["2024-01-02T24:00:00", "2024-01-02T00:00:60", "9999-12-31T23:59:59-12:00", "2024-01-02T00:00:00+19:00", "12:30"],
    ),
}


@pytest.mark.parametrize("read_type", MISFITS)
def test_only_files_with_a_value_that_does_not_fit_its_type_have_a_fault(read_type):
    of_lines, of_rows = MISFITS[read_type]
    files = [ndjson('{"v":null}', f'{{"v":{text}}}') for text in of_lines] + [cells('""', text) for text in of_rows]
    filling = Filling({"v": read_type}, [ndjson('{"v":null}'), *files, cells('""')])
    detail = f"record 2 has a value that does not fit its column: expected {read_type} at v"
    assert filling.faults == [None, *[("unreadable_value", detail)] * len(files), None]
    assert filling.filled.output is None and filling.s3.staged == {}


MISREAD = [
    ({"a": "bigint"}, '{"a": 1', "record 2 cannot be read: expected comma or close object"),
    ({"a": "double"}, '{"a": NaN}', "record 2 cannot be read: expected value"),
    ({"a": "string"}, "{'a': 'b'}", "record 2 cannot be read: expected name or close"),
    ({"a": "string"}, '{"a": 1, "a": 2}', "record 2 cannot be read: duplicate name"),
    ({"a": "string"}, "[]", "record 2 cannot be read: not an object"),
    ({"a": "string"}, '{"a": "\udc80"}', "record 2 cannot be read: bad utf8"),
    ({"f": "struct", "f.b": "date"}, '{"f": {"b": "2024-02-30"}}', "record 2 has a value that does not fit its column: expected date at f.b"),
    ({"g": "array", "g[]": "bigint"}, '{"g": [null, "x"]}', "record 2 has a value that does not fit its column: expected bigint at g[]"),
    ({"m": "map", "m{}": "bigint"}, '{"m": {"k": 1.5}}', "record 2 has a value that does not fit its column: expected bigint at m{}"),
    ({"f": "struct", "f.b": "date"}, '{"f": 1}', "record 2 has a value that does not fit its column: expected struct at f"),
    ({"g": "array", "g[]": "bigint"}, '{"g": {}}', "record 2 has a value that does not fit its column: expected array at g"),
]


@pytest.mark.parametrize("paths, line, detail", MISREAD)
def test_a_record_that_the_profiler_cannot_have_read_is_a_fault(paths, line, detail):
    raw = Raw(b"{}\n" + line.encode("utf-8", "surrogateescape") + b"\n", JSON)
    assert Filling(paths, [raw]).faults == [("unreadable_value", detail)]


def test_a_value_without_a_column_is_a_fault_but_null_and_empty_containers_are_none():
    paths = {"a": "bigint", "o": "struct", "o.x": "bigint"}
    files = [
        ndjson("{}", '{"b": 1}'), ndjson('{"o": {"x": 1, "y": [1]}}'), ndjson('{"b": null, "o": {"y": [[], {}, null]}}'),
        Raw(b"a,b\n1,\n2,x\n", csv("a", "b")), Raw(b"a,b\n1,\n", csv("a", "b")),
    ]
    assert Filling(paths, files).faults == [
        ("no_column", "record 2 has a value that no column holds"),
        ("no_column", "record 1 has a value that no column holds"),
        None,
        ("no_column", "record 2 has a value that no column holds"),
        None,
    ]


def test_lineage_names_the_raw_file_the_transaction_and_its_time():
    filling = Filling({"a": "bigint"}, [ndjson(*['{"a": 1}'] * 3), ndjson(), ndjson('{"a": 9}')])
    assert [(row["a"], row["_source_file"]) for row in filling.rows] == [(1, filling.keys[0])] * 3 + [(9, filling.keys[2])]
    assert {(row["_txn_id"], row["_promoted_at"]) for row in filling.rows} == {("txn", utc(2026, 11, 24, 8, 0, 0, 123000))}


def test_timestamps_are_stored_in_milliseconds_and_utc():
    schema = Filling({"v": "timestamp"}, [cells("2024-01-02")]).parquet.schema_arrow
    assert {str(schema.field(name).type) for name in ("v", "_promoted_at")} == {"timestamp[ms, tz=UTC]"}
