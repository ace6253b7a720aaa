"""Raw files in the protocol: they are read together with copies, and held if Spark did not read what was profiled."""

import gzip

import pytest
from deployment import Deployment


@pytest.fixture
def deployment(spark):
    return Deployment(spark)


def csv(header, row_end="\n", multiline=False, delimiter=","):
    """What the row of a raw CSV file says."""
    dialect = {"format": "csv", "delimiter": delimiter, "row_end": row_end, "multiline": multiline}
    return {"reader": "spark-csv", "header": header, "dialect": dialect, "name": "file.csv"}


def values(deployment, *names):
    return sorted(tuple(row[name] for name in names) for row in deployment.rows())


def test_raw_files_and_copies_of_one_batch_become_one_object_that_names_the_file_of_each_record(deployment):
    deployment.accept({"a": "bigint", "t": "timestamp", "s": "string"})
    types = {"a": "bigint"}
    ids = [
        deployment.receive(["{}"] * 2, types, raw=b'{"a":1}\r\n\n{"a":2}', name="file.json"),
        deployment.receive(["{}"], types, raw=gzip.compress(b'{"a":3}\n'), name="file.json.gz"),
        deployment.receive(['{"a":4}'], types),
        deployment.receive(['{"a":"5"}'], types, format="csv"),
        deployment.receive(["{}"], types, raw=b"a,t\n6,2024-01-02\n", **csv(["a", "t"])),
        deployment.receive(["{}"], types, raw=b"t|a\r\n|7\r\n", **csv(["t", "a"], row_end="\r\n", delimiter="|")),
        deployment.receive(["{}"], types, raw=b'new,s,a\n,"x\ny",8\n', **csv(["new", "s", "a"], multiline=True)),
        deployment.receive(["{}"], types, raw=gzip.compress(b"a,t\n9,\n"), **{**csv(["a", "t"]), "name": "file.csv.gz"}),
    ]
    assert deployment.run() == 0
    assert {deployment.state(ingest_id) for ingest_id in ids} == {"PROMOTED"}
    assert len(deployment.objects("curated/")) == 1
    keys = [deployment.item(f"file#{ingest_id}")["key"] for ingest_id in ids]
    assert values(deployment, "a", "_source_file") == list(zip(range(1, 10), [keys[0], *keys]))
    assert {row["s"] for row in deployment.rows() if row["a"] == 8} == {"x\ny"}
    assert [row["t"] is not None for row in deployment.rows() if row["a"] in (6, 7)] in ([True, False], [False, True])


MISREAD = {
    "unreadable_value": [
        {"raw": b'{"a":"x"}\n', "name": "file.json"},
        {"raw": b'{"a":1\n', "name": "file.json"},
        {"raw": b"a,b\n1\n", **csv(["a", "b"])},
        {"raw": b"a,b\nx,\n", **csv(["a", "b"])},
        {"raw": b'a,b\n1,"\n"\n', **csv(["a", "b"])},
    ],
    "count_mismatch": [
        {"raw": b'{"a":1} {"a":2}\n{"a":3}\n[]\n', "name": "file.json"},
        {"raw": b'[{"a":1},{"a":2}]', "name": "file.json"},
        {"raw": b'{"a":1}\n', "name": "file.json.bz2"},
        {"raw": b"a,b\n1,2\n1,3\n", **csv(["a", "b"])},
    ],
}


@pytest.mark.parametrize("reason", MISREAD)
def test_only_the_raw_files_that_spark_reads_differently_from_the_profiler_are_held(deployment, reason):
    deployment.accept({"a": "bigint", "b": "string"})
    held = [deployment.receive(["{}"], {"a": "bigint"}, **raw) for raw in MISREAD[reason]]
    good = deployment.receive(["{}"], {"a": "bigint"}, raw=b'{"a":7}\n', name="file.json")
    assert deployment.run() == 0
    assert [deployment.state(ingest_id) for ingest_id in held] == [f"HELD {reason}"] * len(held)
    assert deployment.state(good) == "PROMOTED"
    assert values(deployment, "a") == [(7,)]


REPLACED = {
    "by_as_many_records": (b'{"a":1}\n', {"name": "file.json"}, b'{"a":2}\n'),
    "by_bytes_of_another_size": (b'{"a":1}\n', {"name": "file.json"}, b'{"a":2}\n{"a":3}\n'),
    "by_the_same_bytes": (b'{"a":1}\n', {"name": "file.json"}, b'{"a":1}\n'),
    "by_another_header": (b"a\n1\n", csv(["a"]), b"b\n2\n"),
    "by_nothing": (b'{"a":1}\n', {"name": "file.json"}, None),
}


@pytest.mark.parametrize("how", REPLACED)
def test_only_the_raw_file_whose_profiled_version_is_no_longer_current_is_held(deployment, how):
    deployment.accept({"a": "bigint"})
    profiled, row, instead = REPLACED[how]
    replaced = deployment.receive(["{}"], {"a": "bigint"}, raw=profiled, **row)
    good = deployment.receive(["{}"], {"a": "bigint"}, raw=b'{"a":7}\n', name="file.json")
    key = deployment.item(f"file#{replaced}")["key"]
    if instead is None:
        deployment.s3.delete_object(Bucket=deployment.raw, Key=key)
    else:
        deployment.put_raw(key, instead)
    assert deployment.run() == 0
    assert deployment.state(replaced) == "HELD object_missing"
    assert deployment.state(good) == "PROMOTED"
    assert values(deployment, "a") == [(7,)]


def test_versions_of_other_files_of_the_same_day_do_not_matter(deployment):
    deployment.accept({"a": "bigint"})
    one, two = (deployment.receive(["{}"], {"a": "bigint"}, raw=b'{"a":1}\n', name="file.json") for _ in range(2))
    between = deployment.item(f"file#{one}")["key"] + ".other"
    for _ in range(3):
        deployment.put_raw(between, b"x")
    assert deployment.run() == 0
    assert {deployment.state(ingest_id) for ingest_id in (one, two)} == {"PROMOTED"}


@pytest.mark.parametrize("now", ["string", "json", "double"])
def test_a_raw_file_whose_type_moved_is_read_under_the_new_type_only_if_that_is_wider(deployment, now):
    deployment.accept({"a": now})
    moved = deployment.receive(["{}"], {"a": "bigint"}, raw=b'{"a":10}\n', name="file.json")
    assert deployment.run() == 0
    assert deployment.state(moved) == ("PROMOTED" if now == "double" else "HELD types_moved")
    assert values(deployment, "a") == ([(10.0,)] if now == "double" else [])
