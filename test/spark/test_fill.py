"""A batch of raw files becomes one staged object, or nothing is staged and every file with a fault is named."""

import base64
import gzip
import json
import zlib

import pytest
from filling import JSON, Filling, Raw, csv
from memory_s3 import MemoryS3, refusal

from promotion.reading import fill_batch, parquet, scanner, stored, wasm
from promotion.reading.wasm import WasmStopped
from promotion.transactions.input_file import StoredCopy

PATHS = {"n": "bigint", "s": "string", "l": "array", "l[]": "struct", "l[].x": "double", "m": "map", "m{}": "bigint"}


@pytest.fixture
def small_row_groups(monkeypatch):
    """Row groups of a few dozen records."""
    monkeypatch.setattr(fill_batch, "ROW_GROUP_BYTES", 4096)
    monkeypatch.setattr(parquet, "_FEWEST_ROWS", 1)


def record(number):
    return {
        "n": number,
        "s": f"é{number}" * (number % 5),
        "l": [{"x": number / 7}, None] * (number % 3),
        "m": {f"k{key}": key for key in range(number % 4)},
    }


def lines(start, end):
    return "".join(json.dumps(record(number), ensure_ascii=False) + "\n" for number in range(start, end)).encode()


def test_the_staged_object_is_told_by_its_checksum_etag_size_and_records():
    filling = Filling(PATHS, [Raw(lines(0, 10), JSON), Raw(lines(10, 15), JSON)])
    (staged,) = filling.s3.staged.values()
    crc32 = base64.b64encode(zlib.crc32(staged["body"]).to_bytes(4, "big")).decode()
    output = filling.filled.output
    assert (output.key, output.size, output.checksum, output.records) == ("staging/part.parquet", len(staged["body"]), f"CRC32:{crc32}", 15)
    assert (staged["bucket"], staged["ChecksumCRC32"], staged["ContentLength"]) == ("curated", crc32, len(staged["body"]))
    assert filling.filled.records == dict(zip(filling.keys, (10, 5)))


def test_the_same_files_always_make_the_same_object(small_row_groups):
    bodies = {Filling(PATHS, [Raw(lines(0, 500), JSON)] * 3).s3.staged["staging/part.parquet"]["body"] for _ in range(2)}
    assert len(bodies) == 1


@pytest.mark.parametrize("piece_bytes", [100, 1000, 1 << 20])
def test_records_go_on_in_the_next_row_group_when_one_is_full(small_row_groups, monkeypatch, piece_bytes):
    monkeypatch.setattr(scanner, "_PIECE_BYTES", piece_bytes)
    packed = Raw(gzip.compress(lines(1001, 2000)), {**JSON, "compression": "gzip"})
    filling = Filling(PATHS, [Raw(lines(0, 1000), JSON), Raw(lines(1000, 1001), JSON), packed])
    rows = filling.rows
    assert [{name: dict(row[name]) if name == "m" else row[name] for name in record(0)} for row in rows] == list(map(record, range(2000)))
    assert [row["_source_file"] for row in rows] == [filling.keys[0]] * 1000 + [filling.keys[1]] + [filling.keys[2]] * 999
    assert filling.parquet.metadata.num_row_groups > 10
    assert filling.filled.records == dict(zip(filling.keys, (1000, 1, 999)))


def test_rows_of_csv_go_on_in_the_next_row_group_too(small_row_groups):
    body = "n,s\n" + "".join(f'{number},"x\n{number}"\n' for number in range(3000))
    filling = Filling(PATHS, [Raw(body.encode(), csv("n", "s"))])
    assert [(row["n"], row["s"]) for row in filling.rows] == [(number, f"x\n{number}") for number in range(3000)]
    assert filling.parquet.metadata.num_row_groups > 10


def test_every_file_with_a_fault_is_found_and_nothing_is_staged(small_row_groups):
    good = Raw(lines(0, 300), JSON)
    bad = [
        Raw(lines(0, 200) + b'{"n":"x"}\n', JSON), Raw(b'{"new":1}\n', JSON), Raw(b"n\n1\nx\n", csv("n")),
        Raw(gzip.compress(lines(0, 99))[:-9], {**JSON, "compression": "gzip"}), Raw(b"{", JSON),
    ]
    filling = Filling(PATHS, [good, *(each for of in bad for each in (of, good))])
    assert [fault and fault[0] for fault in filling.faults] == [
        None, "unreadable_value", None, "no_column", None, "unreadable_value", None, "object_missing", None, "unreadable_value", None
    ]
    assert filling.faults[1] == ("unreadable_value", "record 201 has a value that does not fit its column: expected bigint at n")
    assert filling.filled.output is None and not filling.s3.staged
    assert filling.filled.records == {key: 300 for key in filling.keys[::2]}


def test_a_file_whose_object_changed_is_held_and_the_others_are_read():
    s3 = MemoryS3()

    def change(arguments):
        if arguments["Key"].endswith("1_file"):
            raise refusal("PreconditionFailed", 412)

    s3.before_get = change
    filling = Filling(PATHS, [Raw(lines(0, 3), JSON)] * 3, s3)
    assert filling.faults == [
        None,
        ("object_missing", f"version v1 of {filling.keys[1]} does not exist as it was profiled: PreconditionFailed"),
        None,
    ]


def test_a_bomb_is_held(monkeypatch):
    monkeypatch.setattr(stored, "MOST_RATIO_FROM", 1 << 20)
    bomb = gzip.compress(b" " * (4 << 20))
    assert len(bomb) * 500 < 4 << 20
    (fault,) = Filling(PATHS, [Raw(bomb, {**JSON, "compression": "gzip"})]).faults
    assert fault == ("object_missing", "the object is not what the profiler read: it unpacks to more than 500 times its size")


def test_a_record_longer_than_the_window_is_held():
    (fault,) = Filling(PATHS, [Raw(b'{}\n{"s":"' + b"a" * (21 << 20) + b'"}', JSON)]).faults
    assert fault == ("unreadable_value", "record 2 has more than 20971520 bytes")


def test_a_record_may_be_as_long_as_the_profiler_allows():
    text = "a" * ((16 << 20) - 10)
    filling = Filling(PATHS, [Raw(f'{{"s":"{text}"}}'.encode(), JSON), Raw(f's\n"{text}"\n'.encode(), csv("s"))])
    assert [row["s"] == text for row in filling.rows] == [True, True]


def test_the_longest_record_may_become_much_larger_in_columns():
    text = b'{"l":[' + b"1," * ((8 << 20) - 10) + b"1]}"
    filling = Filling({"l": "array", "l[]": "decimal(38,0)"}, [Raw(text, JSON)])
    assert filling.faults == [None]
    assert filling.parquet.metadata.row_group(0).column(0).num_values == (8 << 20) - 9


def test_deeper_nesting_than_the_profiler_allows_is_held():
    nested = '{"s":' + "[" * 64 + "]" * 64 + "}"
    assert Filling(PATHS, [Raw(nested.encode(), JSON)]).faults == [("unreadable_value", "record 1 cannot be read: too deep")]
    assert Filling(PATHS, [Raw(nested.replace("[" * 64, "[" * 63).replace("]" * 64, "]" * 63).encode(), JSON)]).faults == [None]


def test_a_plan_that_is_too_large_for_the_row_is_read_from_its_object():
    s3 = MemoryS3()
    key = "schemas/source=s/reading-1.json.gz"
    s3.add(key, gzip.compress(json.dumps(csv("n", "s")).encode()))
    filling = Filling(PATHS, [Raw(b"n,s\n1,x\n", key), Raw(b"n\n2\n", csv("n"))], s3)
    assert [(row["n"], row["s"]) for row in filling.rows] == [(1, "x"), (2, None)]


CSV = csv("n", "s")

#: Plans that no profiler writes, and what is wrong with them.
DAMAGED_PLANS = {
    "format": [{}, {**JSON, "format": "xml"}, {**JSON, "format": ["json"]}],
    "compression": [{**JSON, "compression": "zip"}],
    "encoding": [{**JSON, "encoding": "latin1"}],
    "mark": [{**JSON, "mark": 1}, {**JSON, "mark": None}],
    "start": [{**JSON, "start": -5}, {**JSON, "start": "0"}, {**JSON, "start": 1.5}],
    "end": [{**JSON, "end": -1}, {**JSON, "end": None}],
    "null_markers": [{**JSON, "null_markers": "NULL"}, {**JSON, "null_markers": [1]}],
    "field_formats": [
        {**JSON, "field_formats": formats} for formats in (
            "AQ==", ["AQ=="], [{}], [{"format": 1}], [{"format": "?"}], [{"format": "AQ=="}], [{"format": "AAAAAAAAAAAAAAD/"}],
            [{"format": "AAAAAAAAAAAAAAAA"}] * 102,
        )
    ],
    "fields": [{**JSON, "field_formats": [{"format": "AAAAAAAAAAAAAAAA", "fields": [1]}]}],
    "bad": [{**JSON, "bad": bad} for bad in ([1], [5, -1], [-1, 2], [5, 2, 0, 2], [0, 5, 3, 1], [True, 2], "12")],
    "columns": [{**CSV, "columns": columns} for columns in ("ns", ["n", 1], ["n", "n"], [])],
    "delimiter": [{**CSV, "delimiter": delimiter} for delimiter in ("", ",;", "é", 1)],
    "nameless": [{**CSV, "nameless": -1}, {**CSV, "nameless": True}],
    "quote": [{**CSV, "quote": "''"}],
    "escape": [{**CSV, "escape": None}],
    "comment": [{**CSV, "comment": "123456789"}],
    **{flag: [{**CSV, flag: 1}] for flag in ("fills", "trims", "keeps_blank_rows")},
}


@pytest.mark.parametrize("wrong, plan", [(wrong, plan) for wrong, plans in DAMAGED_PLANS.items() for plan in plans])
def test_only_the_file_whose_plan_somebody_damaged_is_held(wrong, plan):
    filling = Filling(PATHS, [Raw(lines(0, 2), JSON), Raw(b"n,s\n1,x\n", plan), Raw(b"n,s\n1,x\n", CSV)])
    assert filling.faults == [None, ("unreadable_value", f"the reading plan of the file's row is not valid: {wrong}"), None]
    assert filling.filled.output is None


@pytest.mark.parametrize("body", [b"", b"{}", gzip.compress(b"{")[:-1], gzip.compress(b"{"), gzip.compress(b"{}")])
def test_a_file_whose_plan_is_damaged_in_its_object_is_held(body):
    s3 = MemoryS3()
    s3.add("schemas/source=s/reading-1.json.gz", body)
    (fault,) = Filling(PATHS, [Raw(b"n\n1\n", "schemas/source=s/reading-1.json.gz")], s3).faults
    assert fault[0] == "unreadable_value" and fault[1].startswith("the reading plan of the file's row is not valid: ")


def test_a_file_whose_plan_is_gone_is_held():
    key = "schemas/source=s/reading-1.json.gz"
    assert Filling(PATHS, [Raw(b"n\n1\n", key)]).faults == [("object_missing", f"the reading plan {key} does not exist")]


def test_the_copy_in_utf_8_is_read_instead_of_the_raw_file():
    s3 = MemoryS3()
    body = gzip.compress("s\né\n".encode())
    copy = StoredCopy("reading-copies/source=s/1.gz", "v1", s3.add("reading-copies/source=s/1.gz", body), len(body))
    filling = Filling(PATHS, [Raw("s\né\n".encode("latin1"), csv("s", compression="gzip"), copy=copy)], s3)
    assert [(row["s"], row["_source_file"]) for row in filling.rows] == [("é", filling.keys[0])]


def test_a_scanner_that_needs_too_much_memory_is_an_error_that_names_the_file(monkeypatch):
    monkeypatch.setattr(wasm, "MOST_BYTES", 28 << 20)
    with pytest.raises(WasmStopped, match="raw/source=s/date=2026-11-24/0{26}_file could not be read: step was stopped with 2[0-9]{7} bytes"):
        Filling(PATHS, [Raw(lines(0, 100_000), JSON)])
