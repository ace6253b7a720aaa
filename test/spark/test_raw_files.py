"""Raw files in the protocol: files of all kinds become one object, exact versions are read, and what does not fit is held."""

import gzip

import pytest
from deployment import PLAIN_JSON, Deployment, csv_reading

GZIP = {"compression": "gzip"}


@pytest.fixture
def deployment(spark):
    return Deployment(spark)


def csv(header, columns, **plan):
    """What the row of a CSV file says."""
    return {"reading": csv_reading(header, columns, **plan), "name": "file.csv"}


def values(deployment, *names):
    return sorted(tuple(row[name] for name in names) for row in deployment.rows())


def test_files_of_all_kinds_become_one_object_that_names_the_file_of_each_record(deployment):
    deployment.accept({"a": "bigint", "t": "timestamp", "s": "string", "new": "string"})
    ids = [
        deployment.receive(["{}"] * 2, raw=b'{"a":1}\r\n\n{"a":2}'),
        deployment.receive(["{}"], raw=gzip.compress(b'{"a":3}\n'), reading={**PLAIN_JSON, **GZIP}),
        deployment.receive(["{}"], raw='[{"a":4}]'.encode("utf-16"), reading={**PLAIN_JSON, "encoding": "utf-16le", "mark": 2}),
        deployment.receive(["{}"], raw=b'{"meta":1,"rows":[{"a":5}],"n":1}', reading={**PLAIN_JSON, "start": 17, "end": 26}),
        deployment.receive(["{}"], raw=b"a,t\n6,2024-01-02\n", **csv(b"a,t\n", ["a", "t"])),
        deployment.receive(["{}"], raw=b"t|a\r\n|7\r\n", **csv(b"t|a\r\n", ["t", "a"], delimiter="|")),
        deployment.receive(["{}"], raw=b'new,s,a\n,"x\ny",8\n', **csv(b"new,s,a\n", ["new", "s", "a"])),
        deployment.receive(["{}"], raw=gzip.compress(b"a,t\n9,\n"), **csv(b"a,t\n", ["a", "t"], **GZIP)),
    ]
    assert deployment.run() == 0
    assert {deployment.state(ingest_id) for ingest_id in ids} == {"PROMOTED"}
    assert len(deployment.objects("curated/")) == 1
    keys = [deployment.item(f"file#{ingest_id}")["key"] for ingest_id in ids]
    assert values(deployment, "a", "_source_file") == list(zip(range(1, 10), [keys[0], *keys]))
    assert {row["s"] for row in deployment.rows() if row["a"] == 8} == {"x\ny"}
    assert [row["t"] is not None for row in deployment.rows() if row["a"] in (6, 7)] in ([True, False], [False, True])


def test_the_copy_of_a_file_is_read_in_place_of_the_raw_object(deployment):
    deployment.accept({"s": "string"})
    body = gzip.compress('{"s":"é"}\n'.encode())
    key = "reading-copies/source=orders/date=2026-11-24/01KB-c.gz"
    stored = deployment.s3.put_object(Bucket=deployment.raw, Key=key, Body=body)
    copy = {"key": key, "version_id": stored["VersionId"], "etag": stored["ETag"], "bytes": len(body)}
    file = deployment.receive(["{}"], raw='{"s":"é"}\n'.encode("latin-1"), reading={**PLAIN_JSON, **GZIP}, copy=copy)
    assert deployment.run() == 0
    assert values(deployment, "s", "_source_file") == [("é", deployment.item(f"file#{file}")["key"])]


MISREAD = {
    "unreadable_value": [
        {"raw": b'{"a":"x"}\n'},
        {"raw": b'{"a":1\n'},
        {"raw": b'{"a":1}\n[]\n'},
        {"raw": b"a,b\n1\n", **csv(b"a,b\n", ["a", "b"])},
        {"raw": b"a,b\nx,\n", **csv(b"a,b\n", ["a", "b"])},
    ],
    "no_column": [
        {"raw": b'{"a":1,"c":2}\n'},
        {"raw": b"a,c\n1,2\n", **csv(b"a,c\n", ["a", "c"])},
    ],
    "count_mismatch": [
        {"raw": b'{"a":1}\n{"a":2}\n'},
        {"raw": b"a,b\n1,2\n1,3\n", **csv(b"a,b\n", ["a", "b"])},
    ],
}


@pytest.mark.parametrize("reason", MISREAD)
def test_only_the_files_that_do_not_hold_what_the_profiler_found_are_held(deployment, reason):
    deployment.accept({"a": "bigint", "b": "string"})
    held = [deployment.receive(["{}"], **raw) for raw in MISREAD[reason]]
    good = deployment.receive(['{"a":7}'])
    assert deployment.run() == 0
    assert [deployment.state(ingest_id) for ingest_id in held] == [f"HELD {reason}"] * len(held)
    assert deployment.state(good) == "PROMOTED"
    assert values(deployment, "a") == [(7,)]


@pytest.mark.parametrize("instead", [b'{"a":2}\n', b'{"a":2}\n{"a":3}\n', b"x", None], ids=["as many", "more", "no JSON", "nothing"])
def test_a_file_whose_key_was_overwritten_or_deleted_is_read_as_it_was_profiled(deployment, instead):
    deployment.accept({"a": "bigint"})
    file = deployment.receive(['{"a":1}'])
    key = deployment.item(f"file#{file}")["key"]
    if instead is None:
        deployment.s3.delete_object(Bucket=deployment.raw, Key=key)
    else:
        deployment.put_raw(key, instead)
    assert deployment.run() == 0
    assert deployment.state(file) == "PROMOTED"
    assert values(deployment, "a") == [(1,)]


def test_only_the_file_whose_profiled_version_is_gone_is_held(deployment):
    deployment.accept({"a": "bigint"})
    gone, good = deployment.receive(['{"a":1}']), deployment.receive(['{"a":7}'])
    row = deployment.item(f"file#{gone}")
    deployment.put_raw(row["key"], b'{"a":1}\n')
    deployment.s3.delete_object(Bucket=deployment.raw, Key=row["key"], VersionId=row["version_id"])
    assert deployment.run() == 0
    assert deployment.state(gone) == "HELD object_missing"
    assert deployment.state(good) == "PROMOTED"
    assert values(deployment, "a") == [(7,)]


def bomb():
    """A little gzip that would unpack to 120 MB of blank lines around a record."""
    return gzip.compress(b"\n" * (60 << 20) + b'{"a":1}' + b"\n" * (60 << 20), 9)


#: What became of the object of a row: (the row's own words, why the file is held).
DAMAGED = {
    "a bomb": ({"raw": bomb(), "reading": {**PLAIN_JSON, **GZIP}}, "unpacks to more than 500 times its size"),
    "cut off gzip": ({"raw": gzip.compress(b'{"a":1}\n')[:-3], "reading": {**PLAIN_JSON, **GZIP}}, "it ends within gzip"),
    "fewer bytes": ({"raw": b'{"a":1}\n', "bytes": 20}, "has 8 bytes, the profiler read 20"),
    "fewer bytes than its first part": ({"raw": b'{"a":1}\n', "bytes": 10 << 20}, "the profiler read 10485760"),
    "another ETag": ({"raw": b'{"a":1}\n', "etag": f'"{"0" * 32}"'}, "does not exist as it was profiled: PreconditionFailed"),
    "no such version": ({"raw": b'{"a":1}\n', "version_id": "null"}, "does not exist as it was profiled: NoSuchVersion"),
}


@pytest.mark.parametrize("damaged, detail", DAMAGED.values(), ids=DAMAGED)
def test_only_the_file_whose_object_is_damaged_is_held(deployment, damaged, detail):
    deployment.accept({"a": "bigint"})
    before, held, after = deployment.receive(['{"a":6}']), deployment.receive(["{}"], **damaged), deployment.receive(['{"a":7}'])
    assert deployment.run() == 0
    assert deployment.state(held) == "HELD object_missing"
    assert detail in str(deployment.items("report#"))
    assert deployment.state(before) == deployment.state(after) == "PROMOTED"
    assert values(deployment, "a") == [(6,), (7,)]
    assert deployment.objects("staging/") == []


@pytest.mark.parametrize("instead", [b'{"a":2}\n', b'{"a":2', b""], ids=["as long", "truncated", "empty"])
def test_a_file_that_was_replaced_while_versioning_was_suspended_is_held(deployment, instead):
    deployment.s3.put_bucket_versioning(Bucket=deployment.raw, VersioningConfiguration={"Status": "Suspended"})
    deployment.accept({"a": "bigint"})
    replaced, good = deployment.receive(['{"a":1}']), deployment.receive(['{"a":7}'])
    row = deployment.item(f"file#{replaced}")
    assert row["version_id"] == "null"
    deployment.s3.put_object(Bucket=deployment.raw, Key=row["key"], Body=instead)
    assert deployment.run() == 0
    assert deployment.state(replaced) == "HELD object_missing"
    assert deployment.state(good) == "PROMOTED"
    assert values(deployment, "a") == [(7,)]


@pytest.mark.parametrize("now, value", [("string", "10"), ("json", "10"), ("double", 10.0), ("decimal(20,0)", 10)])
def test_a_file_is_read_under_the_type_of_today(deployment, now, value):
    deployment.accept({"a": now})
    file = deployment.receive(['{"a":10}'])
    assert deployment.run() == 0
    assert deployment.state(file) == "PROMOTED"
    assert values(deployment, "a") == [(value,)]
