import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotion.contract import Reader
from promotion.protocol.gate import misfit
from promotion.transactions.batch import Batch
from promotion.transactions.batches import MAX_DIALECTS, MAX_FILES, MEGABYTE, batches, input_bound
from promotion.transactions.input_file import CsvDialect, InputFile, Part


def file(number: int, size: int = 1, date: str = "2026-11-24") -> InputFile:
    ingest_id = f"{number:026d}"
    part = Part(f"canonical/source=orders/date={date}/{ingest_id}-a-0.ndjson.gz", 10, 1)
    return InputFile(ingest_id, date, f"raw/source=orders/date={date}/{ingest_id}_x", "v1", "e", size, 1, "json", "version#1", (part,))


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


def raw_csv(number: int, *header: str, row_end=None) -> InputFile:
    return replace(file(number), parts=(), format="csv", reader=Reader.SPARK_CSV, csv=CsvDialect(header, ",", row_end))


def test_a_batch_has_no_more_dialects_than_one_job_may_read():
    many = [raw_csv(n, f"column{n % (MAX_DIALECTS + 1)}") for n in range(2 * (MAX_DIALECTS + 1))]
    assert [len({f.csv for f in batch.files}) <= MAX_DIALECTS for batch in batches("orders", many, MEGABYTE)] == [True, True, True]
    few = [raw_csv(n, f"column{n % MAX_DIALECTS}") for n in range(4 * MAX_DIALECTS)]
    assert len(batches("orders", few, MEGABYTE)) == 1


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
    batch = Batch("orders", "2026-11-24", (file(1), file(2), raw_csv(3, "a", "b\r", row_end="\r\n")))
    assert Batch.from_manifest(batch.manifest()) == batch
    assert batch.manifest() == batch.manifest()


def test_a_manifest_written_before_there_were_raw_readers_names_canonical_copies():
    entry = json.loads(Batch("orders", "2026-11-24", (file(1),)).document())["files"][0]
    del entry["reader"], entry["csv"]
    assert InputFile.from_manifest(entry) == file(1)


def test_a_reader_that_the_job_does_not_have_is_refused():
    with pytest.raises(ValueError, match="deploy the functions and the job from one version"):
        InputFile.from_row({"key": "raw/x", "reader": "spark-avro"})


def test_a_file_whose_types_still_fit_is_promoted():
    assert misfit({"a": "bigint", "b": "unknown"}, {"a": "double"}, {"a": "double", "b": "unknown"}) is None


def test_a_file_that_was_judged_under_another_type_is_held():
    reason, detail = misfit({"a": "struct", "a.b": "bigint"}, {"a": "json"}, {"a": "json"})
    assert reason == "types_moved"
    assert detail == "a was judged as struct and is read as json now"


def test_a_file_that_has_values_at_a_path_without_a_type_is_profiled_again():
    assert misfit({"a": "bigint"}, {}, {"a": "unknown"})[0] == "types_moved"


def test_a_file_that_has_values_at_a_path_that_no_version_has_waits_for_a_person():
    assert misfit({"a": "bigint"}, {}, {})[0] == "no_column"
