"""Objects are got many at a time and read one after the other, each exactly as it was profiled."""

import io
import random
import threading
import time
from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError, IncompleteReadError
from botocore.response import StreamingBody
from memory_s3 import MemoryS3, refusal

from promotion.reading import fetch
from promotion.reading.fault import FileFault
from promotion.reading.fetch import Fetch


@dataclass(frozen=True)
class Wanted:
    key: str
    version_id: str
    etag: str
    bytes: int


@pytest.fixture
def s3():
    return MemoryS3()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(fetch, "_PART_BYTES", 100)
    monkeypatch.setattr(fetch, "_BYTES_UNDER_WAY", 1000)


def stored(s3, sizes, seed=1):
    draw = random.Random(seed)
    bodies = [draw.randbytes(size) for size in sizes]
    return bodies, [Wanted(f"raw/{i}", "v1", s3.add(f"raw/{i}", body), len(body)) for i, body in enumerate(bodies)]


def fetched(s3, wanted):
    with Fetch(s3, "raw", wanted) as objects:
        return [b"".join(pieces) for pieces in objects]


def test_objects_of_all_sizes_come_whole_and_in_order(s3):
    def delay(arguments):
        time.sleep(random.random() / 500)

    s3.before_get = delay
    bodies, wanted = stored(s3, [0, 1, 99, 100, 101, 1000, 5, 2501, 200, 0])
    assert fetched(s3, wanted) == bodies


def test_exactly_the_profiled_version_is_asked_for(s3):
    asked = []
    s3.before_get = asked.append
    _, wanted = stored(s3, [50, 250])
    fetched(s3, wanted)
    assert {(each["Bucket"], each["Key"], each["VersionId"], each["IfMatch"]) for each in asked} == {
        ("raw", each.key, "v1", each.etag) for each in wanted
    }
    assert sorted(each.get("Range", "") for each in asked) == ["", "bytes=0-99", "bytes=100-199", "bytes=200-249"]


def test_only_so_many_requests_and_bytes_are_under_way(s3):
    lock, under_way, most = threading.Lock(), [0, 0], [0, 0]

    def enter(arguments):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.002)
        with lock:
            under_way[0] -= 1

    s3.before_get = enter
    fetched(s3, stored(s3, [1] * 200)[1])
    assert 16 < most[0] <= fetch.REQUESTS
    most[0] = 0
    fetched(s3, stored(s3, [100] * 50)[1])
    assert most[0] <= 10


def test_nothing_more_is_asked_for_than_what_is_read_next(s3):
    asked = []
    s3.before_get = asked.append
    with Fetch(s3, "raw", stored(s3, [100] * 50)[1]) as objects:
        next(next(iter(objects)))
        time.sleep(0.05)
        assert len(asked) <= 11


CHANGED = {
    "gone": lambda s3, each: s3.versions.pop((each.key, "v1")),
    "another version": lambda s3, each: s3.versions.update({(each.key, "v2"): s3.versions.pop((each.key, "v1"))}),
    "other bytes": lambda s3, each: s3.add(each.key, b"x" * each.bytes),
}


@pytest.mark.parametrize("size", [20, 350])
@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_only_the_file_whose_object_is_not_as_it_was_profiled_has_a_fault(s3, change, size):
    bodies, wanted = stored(s3, [30, size, 500])
    change(s3, wanted[1])
    with Fetch(s3, "raw", wanted) as objects:
        pieces = iter(objects)
        assert b"".join(next(pieces)) == bodies[0]
        with pytest.raises(FileFault, match="object_missing: version v1 of raw/1 does not exist as it was profiled"):
            list(next(pieces))
        assert b"".join(next(pieces)) == bodies[2]


@pytest.mark.parametrize("size", [20, 350])
@pytest.mark.parametrize("more", [-10, 10])
def test_an_object_of_another_size_than_the_row_says_is_a_fault(s3, size, more):
    _, (wanted,) = stored(s3, [size])
    with pytest.raises(FileFault, match=f"object_missing: .* has {size} bytes, the profiler read {size + more}"):
        fetched(s3, [Wanted(wanted.key, "v1", wanted.etag, size + more)])


def test_a_body_that_breaks_off_is_asked_for_again(s3):
    breaks = [True, True, True]

    def cut(arguments):
        return StreamingBody(io.BytesIO(b"xx"), 50) if breaks and breaks.pop() else None

    s3.before_get = cut
    bodies, wanted = stored(s3, [50])
    assert fetched(s3, wanted) == bodies
    s3.before_get = lambda arguments: StreamingBody(io.BytesIO(b"xx"), 50)
    with pytest.raises(IncompleteReadError):
        fetched(s3, wanted)


def test_an_error_that_says_nothing_about_the_object_is_no_fault_of_the_file(s3):
    def refuse(arguments):
        raise refusal("AccessDenied", 403)

    s3.before_get = refuse
    with pytest.raises(ClientError, match="AccessDenied"):
        fetched(s3, stored(s3, [10])[1])


def test_what_nobody_reads_of_a_file_is_not_asked_for(s3):
    asked = []
    s3.before_get = asked.append
    bodies, wanted = stored(s3, [100_000, 10])
    with Fetch(s3, "raw", wanted) as objects:
        pieces = iter(objects)
        next(next(pieces))
        assert b"".join(next(pieces)) == bodies[1]
    assert len(asked) < 20
