"""The stored bytes of a file as the UTF-8 text of its records, by its reading plan. Memory does not grow with the file."""

from __future__ import annotations

import codecs
import zlib
from collections import deque
from typing import Iterable, Iterator, Optional, Sequence, Union

from promotion.contract import HeldReason
from promotion.reading.fault import FileFault
from promotion.reading.reading_plan import ReadingPlan

Bytes = Union[bytes, bytearray, memoryview]

#: The profiler's bounds on what gzip may unpack to (`Bounds` in lambda-src/core/formats/bounds.ts).
MOST_BYTES = 4 * 1024**3
MOST_RATIO = 500
MOST_RATIO_FROM = 64 * 1024**2

#: About how many bytes are unpacked or decoded at a time.
_PIECE_BYTES = 1 << 20

#: How many packed bytes zlib gets at a time.
_PACKED_BYTES = 128 * 1024

#: gzip with its header and checksum.
_GZIP = 31


def records_text(plan: ReadingPlan, stored: Iterable[bytes], sent_bytes: Optional[int]) -> Iterator[Bytes]:
    """The text from the first record to the last one, in pieces, with line feeds in the place of bad records.

    ``sent_bytes`` is the size of the stored file, by which the text is bounded. It is None for a copy, which nobody sent: the
    profiler made it of a file that it had bounded. Raises FileFault if the bytes are not what the plan says.
    """
    pieces: Iterable[Bytes] = stored
    if plan.compression == "gzip":
        pieces = _unpacked(stored) if sent_bytes is None else _bounded(_unpacked(stored), sent_bytes)
    if plan.mark:
        pieces = _from(plan.mark, pieces)
    if plan.encoding != "utf-8":
        pieces = _decoded(pieces, plan.encoding)
    if plan.bad:
        pieces = _without_bad_records(pieces, plan.bad)
    if plan.end is not None:
        pieces = _until(plan.end, pieces)
    return iter(_from(plan.start, pieces) if plan.start else pieces)


def _unpacked(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Unpacks gzip of one member or several."""
    member = zlib.decompressobj(_GZIP)
    has_begun = False
    try:
        for chunk in packed:
            # zlib copies what it leaves over, so it gets little at a time.
            for start in range(0, len(chunk), _PACKED_BYTES):
                rest = chunk[start : start + _PACKED_BYTES]
                while rest:
                    yield member.decompress(rest, _PIECE_BYTES)
                    has_begun, rest = True, member.unconsumed_tail
                    if member.eof:
                        rest = member.unused_data
                        member, has_begun = zlib.decompressobj(_GZIP), False
        # It may hold output for which there was no room.
        while has_begun and not member.eof:
            piece = member.decompress(b"", _PIECE_BYTES)
            if not piece and not member.eof:
                raise _damaged("it ends within gzip")
            yield piece
    except zlib.error as error:
        raise _damaged(f"it is not gzip: {error}") from error


def _bounded(unpacked: Iterable[bytes], packed_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in unpacked:
        total += len(piece)
        if total > MOST_BYTES:
            raise _damaged(f"it unpacks to more than {MOST_BYTES} bytes")
        if total > MOST_RATIO_FROM and total > MOST_RATIO * packed_bytes:
            raise _damaged(f"it unpacks to more than {MOST_RATIO} times its size")
        yield piece


def _decoded(pieces: Iterable[Bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for piece in pieces:
            for start in range(0, len(piece), _PIECE_BYTES):
                yield decoder.decode(piece[start : start + _PIECE_BYTES]).encode()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _damaged(f"it is not {encoding}: {error.reason}") from error


def _from(start: int, pieces: Iterable[Bytes]) -> Iterator[Bytes]:
    """Drops the first bytes."""
    for piece in pieces:
        if start < len(piece):
            yield memoryview(piece)[start:] if start else piece
        start = max(0, start - len(piece))


def _until(end: int, pieces: Iterable[Bytes]) -> Iterator[Bytes]:
    """Drops the bytes from ``end`` on, but reads them, because they too may be damaged."""
    for piece in pieces:
        if end > 0:
            yield memoryview(piece)[:end]
        end -= len(piece)


def _without_bad_records(pieces: Iterable[Bytes], bad: Sequence[int]) -> Iterator[Bytes]:
    waiting = deque((start, start + length) for start, length in zip(bad[::2], bad[1::2]))
    offset = 0
    for piece in pieces:
        end = offset + len(piece)
        if not waiting or waiting[0][0] >= end:
            yield piece
        else:
            changed = bytearray(piece)
            while waiting and waiting[0][0] < end:
                start, stop = waiting[0]
                first, last = max(start, offset), min(stop, end)
                changed[first - offset : last - offset] = b"\n" * (last - first)
                if stop > end:
                    break
                waiting.popleft()
            yield changed
        offset = end


def _damaged(detail: str) -> FileFault:
    return FileFault(HeldReason.OBJECT_MISSING, f"the object is not what the profiler read: {detail}")
