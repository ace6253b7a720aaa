"""The stored bytes of a file become the text of its records, in whatever pieces they come."""

import gzip
import random
import re
import zlib

import pytest
from fixtures import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from promotion.reading import stored
from promotion.reading.fault import FileFault
from promotion.reading.reading_plan import ReadingPlan
from promotion.reading.stored import records_text

TEXT = "id,name\n1,é\n2,🦆\nTotal: 2\n" * 40


def plan(**more):
    return ReadingPlan.from_document({"format": "json", "compression": "none", "encoding": "utf-8", "mark": 0, "start": 0, **more})


def read(of, body, cut_at=(), size=None):
    borders = [0, *sorted(each % (len(body) + 1) for each in cut_at), len(body)]
    pieces = [body[start:end] for start, end in zip(borders, borders[1:])]
    return b"".join(records_text(of, pieces, len(body) if size is None else size))


def cuts(seed, count=20):
    draw = random.Random(seed)
    return [draw.randrange(1 << 30) for _ in range(count)]


def packed(text, members=1):
    size = max(1, -(-len(text) // members))
    return b"".join(gzip.compress(text[start : start + size]) for start in range(0, len(text), size))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_file_is_read_the_same_in_any_pieces(data):
    text = data.draw(st.text(max_size=60))
    encoding, mark = data.draw(st.sampled_from([
        ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16le", b"\xff\xfe"), ("utf-16be", b"\xfe\xff"), ("utf-16be", b""),
    ]))
    body = mark + text.encode(encoding)
    compression = data.draw(st.sampled_from(["none", "gzip"]))
    if compression == "gzip":
        body = packed(body, data.draw(st.integers(1, 3))) or gzip.compress(b"")
    utf8 = text.encode()
    places = st.integers(0, len(utf8))
    start, end = data.draw(places), data.draw(st.none() | places)
    borders = sorted(data.draw(st.lists(places, max_size=6, unique=True)))
    bad = [(first, last) for first, last in zip(borders[::2], borders[1::2])]
    expected = bytearray(utf8)
    for first, last in bad:
        expected[first:last] = b"\n" * (last - first)
    of = plan(
        compression=compression, encoding=encoding, mark=len(mark), start=start, bad=[n for first, last in bad for n in (first, last - first)],
        **({} if end is None else {"end": end}),
    )
    assert read(of, body, data.draw(st.lists(st.integers(0, 1 << 20), max_size=8))) == expected[start:end]


@pytest.mark.parametrize("members", [1, 2, 7])
def test_every_member_of_gzip_is_read(members):
    text = random.Random(1).randbytes(200_000) + b"a" * 5_000_000
    body = packed(text, members)
    for seed in range(3):
        assert read(plan(compression="gzip"), body, cuts(seed)) == text


def test_output_for_which_zlib_had_no_room_is_not_lost():
    # The last few bytes of input unpack to much more than a piece.
    text = b"a" * (stored._PIECE_BYTES * 3 + 7)
    for level in (1, 9):
        body = gzip.compress(text, level)
        assert read(plan(compression="gzip"), body, range(len(body)), size=1 << 20) == text


DAMAGED = {
    "cut off": lambda body: body[:-1],
    "cut off in the middle": lambda body: body[: len(body) // 2],
    "cut off in the header": lambda body: body[:5],
    "cut off in the second member": lambda body: body + body[:-9],
    "followed by text": lambda body: body + b"x",
    "followed by zeros": lambda body: body + b"\0\0\0",
    "changed": lambda body: body[:40] + bytes([body[40] ^ 1]) + body[41:],
    "not gzip": lambda body: b"id\n1\n",
    "another checksum": lambda body: body[:-8] + bytes([body[-8] ^ 1]) + body[-7:],
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("seed", range(3))
def test_damaged_gzip_is_a_fault_of_the_file(damage, seed):
    body = damage(gzip.compress(TEXT.encode()))
    with pytest.raises(FileFault, match="object_missing: the object is not what the profiler read: it (is not gzip|ends within gzip)"):
        read(plan(compression="gzip"), body, cuts(seed))


def zeros(size):
    """gzip of so many zeros."""
    packer = zlib.compressobj(9, wbits=31)
    megabyte = bytes(1 << 20)
    return b"".join(packer.compress(megabyte) for _ in range(size >> 20)) + packer.flush()


def test_a_bomb_is_a_fault_after_few_bytes(monkeypatch):
    monkeypatch.setattr(stored, "MOST_BYTES", 100 << 20)
    body = zeros(120 << 20)
    with pytest.raises(FileFault, match="object_missing: .* more than 500 times its size"):
        for total, piece in enumerate(records_text(plan(compression="gzip"), [body], len(body))):
            assert total < 80
    with pytest.raises(FileFault, match="object_missing: .* more than 104857600 bytes"):
        for _ in records_text(plan(compression="gzip"), [body], 1 << 20):
            pass


def test_small_files_may_be_packed_as_well_as_they_can():
    body = zeros(stored.MOST_RATIO_FROM)
    assert len(read(plan(compression="gzip"), body)) == stored.MOST_RATIO_FROM > 500 * len(body)


def test_the_bounds_are_those_of_the_profiler():
    bounds = (ROOT / "lambda-src" / "core" / "formats" / "bounds.ts").read_text()
    of_profiler = {name: eval(text) for name, text in re.findall(r"(\w+): ([\d_* ]+),", bounds)}
    assert (stored.MOST_BYTES, stored.MOST_RATIO, stored.MOST_RATIO_FROM) == tuple(
        of_profiler[name] for name in ("FILE_BYTES", "UNPACKED_RATIO", "UNPACKED_RATIO_FROM")
    )


def test_memory_does_not_grow_with_the_file():
    body = zeros(64 << 20)
    pieces = records_text(plan(compression="gzip", start=10, bad=[5, 1 << 25]), iter([body]), 1 << 30)
    assert max(map(len, pieces)) <= 1 << 20


NOT_UTF_16 = {"half a character": b"a\0b", "a lone high half": b"a\0\x3d\xd8b\0", "a lone low half": b"\x86\xdda\0", "an open pair": b"\x3d\xd8"}


@pytest.mark.parametrize("body", NOT_UTF_16.values(), ids=NOT_UTF_16)
@pytest.mark.parametrize("encoding", ["utf-16le", "utf-16be"])
def test_what_is_not_utf_16_is_a_fault_of_the_file(body, encoding):
    swapped = b"".join(body[i : i + 2][::-1] for i in range(0, len(body), 2)) if encoding == "utf-16be" else body
    for cut in range(len(body)):
        with pytest.raises(FileFault, match=f"object_missing: .* not {encoding}"):
            read(plan(encoding=encoding), swapped, [cut])


def test_what_follows_the_records_must_be_whole_too():
    body = gzip.compress(TEXT.encode())
    with pytest.raises(FileFault):
        read(plan(compression="gzip", end=10), body[:-4])
