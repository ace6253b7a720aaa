import json
from dataclasses import replace
from decimal import Decimal
from typing import Optional

from hypothesis import given
from hypothesis import strategies as st

from promotion.transactions.batch import Batch
from promotion.transactions.batches import MAX_FILES, MEGABYTE, batches, input_bound
from promotion.transactions.input_file import InputFile, StoredCopy


def file(number: int, size: int = 1, date: str = "2026-11-24", reading: str = "{}", copy: Optional[StoredCopy] = None) -> InputFile:
    ingest_id = f"{number:026d}"
    return InputFile(
        ingest_id, date, f"raw/source=orders/date={date}/{ingest_id}_x", "v1", "e", size, 1, "version#1", reading, copy, row_bytes=700
    )


dates = st.sampled_from(["2026-11-23", "2026-11-24"])
files = st.lists(st.tuples(st.integers(1, 200), dates), max_size=30).map(
    lambda drawn: [file(number, size, date) for number, (size, date) in enumerate(drawn)]
)


@given(files)
def test_every_file_is_in_exactly_one_batch_of_its_date(files):
    made = batches("orders", files, 100)
    assert sorted((f for batch in made for f in batch.files), key=lambda f: f.ingest_id) == files
    assert all({f.date for f in batch.files} == {batch.date} for batch in made)


@given(files)
def test_a_batch_stays_within_the_bound_unless_it_is_one_file(files):
    assert all(batch.raw_bytes <= 100 or len(batch.files) == 1 for batch in batches("orders", files, 100))


def test_a_batch_names_no_more_files_than_its_manifest_may():
    made = batches("orders", [file(n) for n in range(MAX_FILES + 1)], MEGABYTE)
    assert [len(batch.files) for batch in made] == [MAX_FILES, 1]


def test_the_bound_divides_the_pending_bytes_among_the_cores_within_its_limits():
    assert input_bound(0, 8) == 128 * MEGABYTE
    assert input_bound(4096 * MEGABYTE, 8) == 256 * MEGABYTE
    assert input_bound(10**15, 8) == 512 * MEGABYTE


def test_the_name_of_a_transaction_depends_only_on_its_files():
    one, two = file(1), file(2)
    txn = Batch("orders", one.date, (one, two)).txn
    assert Batch("orders", one.date, (one, two)).txn == txn
    assert Batch("orders", one.date, (one,)).txn != txn
    assert Batch("orders", one.date, (one, replace(two, version_id="v2"))).txn != txn


def test_a_manifest_reads_back_to_its_batch_and_is_the_same_every_time():
    copied = file(3, reading="schemas/source=orders/r.json.gz", copy=StoredCopy("reading-copies/source=orders/x.gz", "v", "e", 7))
    batch = Batch("orders", "2026-11-24", (file(1), file(2, reading='{"format":"csv","columns":["é"]}'), copied))
    assert Batch.from_manifest(batch.manifest()) == batch
    assert batch.manifest() == batch.manifest()


def test_a_manifest_has_each_reading_once():
    batch = Batch("orders", "2026-11-24", tuple(file(number, reading=f"reading {number % 2}") for number in range(6)))
    manifest = json.loads(batch.document())
    assert manifest["readings"] == ["reading 0", "reading 1"]
    assert [entry["reading"] for entry in manifest["files"]] == [0, 1] * 3
    readings = [each.reading for each in Batch.from_manifest(batch.manifest()).files]
    assert len(set(map(id, readings))) == 2


@given(files)
def test_the_described_size_of_a_batch_is_at_least_that_of_its_manifest(files):
    for batch in batches("orders", files, 100):
        described = sum(each.described_bytes for each in batch.files) + len({each.reading for each in batch.files}) * 100
        assert len(batch.document()) <= described


def test_a_row_of_a_file_gives_what_its_manifest_says():
    row = {
        "ingest_id": "i", "date": "2026-11-24", "key": "raw/x", "version_id": "v", "etag": "e", "bytes": Decimal(5), "records": Decimal(2),
        "registry_version": "version#1", "copy": {"key": "reading-copies/x.gz", "version_id": "w", "etag": "f", "bytes": Decimal(3)},
    }
    made = InputFile.from_row(row, "{}", 900)
    assert made == InputFile("i", "2026-11-24", "raw/x", "v", "e", 5, 2, "version#1", "{}", StoredCopy("reading-copies/x.gz", "w", "f", 3), 900)
    assert [type(made.bytes), type(made.records), type(made.copy.bytes)] == [int] * 3
