"""Gets the objects of a batch: exactly the versions that were profiled, many at a time, in the order in which they are read."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Deque, Dict, Iterator, Optional, Protocol, Sequence, Tuple

from botocore.client import BaseClient
from botocore.exceptions import ClientError, IncompleteReadError, ReadTimeoutError, ResponseStreamingError

from promotion.contract import HeldReason
from promotion.reading.fault import FileFault
from promotion.reading.quick_get import QuickGet

#: How many requests are under way at once, and how many bytes they may bring before these are read.
REQUESTS = 32
_BYTES_UNDER_WAY = 32 * 1024**2

#: Larger objects are got in parts of this size.
_PART_BYTES = 4 * 1024**2

#: How often a part is asked for if the connection breaks while its bytes come.
_ATTEMPTS = 4

#: Not found, a delete marker, another ETag, and a part that begins after the end.
_NOT_THE_OBJECT = (404, 405, 412, 416)


class StoredVersion(Protocol):
    """One version of an object of the raw bucket."""

    @property
    def key(self) -> str: ...
    @property
    def version_id(self) -> str: ...
    @property
    def etag(self) -> str: ...
    @property
    def bytes(self) -> int: ...


@dataclass(frozen=True)
class _Part:
    #: Number of the object.
    object: int
    start: int
    end: int


class Fetch:
    """The objects, one after the other. Use it as a context manager."""

    def __init__(self, s3: BaseClient, bucket: str, objects: Sequence[StoredVersion], quick: Optional[QuickGet] = None) -> None:
        self._s3 = s3
        self._quick = quick
        self._bucket = bucket
        self._objects = objects
        self._to_ask = deque(part for number, each in enumerate(objects) for part in _parts(number, each.bytes))
        self._under_way: Deque[Tuple[_Part, Future[bytes]]] = deque()
        self._bytes_under_way = 0
        self._pool = ThreadPoolExecutor(REQUESTS, "fetch")

    def __enter__(self) -> Fetch:
        return self

    def __exit__(self, *_: Any) -> None:
        self._pool.shutdown(cancel_futures=True)

    def __iter__(self) -> Iterator[Iterator[bytes]]:
        """The bytes of each object in pieces. They raise FileFault if the version does not exist, or is not as it was profiled."""
        for number in range(len(self._objects)):
            yield self._pieces(number)
            self._drop(number)

    def _pieces(self, number: int) -> Iterator[bytes]:
        self._ask()
        while self._under_way and self._under_way[0][0].object == number:
            piece = self._under_way[0][1].result()
            self._forget()
            self._ask()
            yield piece

    def _drop(self, number: int) -> None:
        """Drops what nobody read of an object, because it has a fault."""
        while self._to_ask and self._to_ask[0].object == number:
            self._to_ask.popleft()
        while self._under_way and self._under_way[0][0].object == number:
            self._under_way[0][1].cancel()
            self._forget()

    def _ask(self) -> None:
        while self._to_ask and len(self._under_way) < REQUESTS:
            part = self._to_ask[0]
            if self._under_way and self._bytes_under_way + part.end - part.start > _BYTES_UNDER_WAY:
                return
            self._under_way.append((part, self._pool.submit(self._get, part)))
            self._bytes_under_way += part.end - part.start
            self._to_ask.popleft()

    def _forget(self) -> None:
        part, _ = self._under_way.popleft()
        self._bytes_under_way -= part.end - part.start

    def _get(self, part: _Part) -> bytes:
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._try_to_get(part)
            except (IncompleteReadError, ReadTimeoutError, ResponseStreamingError):
                # The client repeats requests, but not the reading of a body.
                continue
        return self._try_to_get(part)

    def _try_to_get(self, part: _Part) -> bytes:
        wanted = self._objects[part.object]
        is_whole = part.end - part.start == wanted.bytes
        quickly = self._quick.get(wanted.key, wanted.version_id, wanted.etag, wanted.bytes) if self._quick and is_whole else None
        if quickly is not None:
            return quickly
        some: Dict[str, str] = {} if is_whole else {"Range": f"bytes={part.start}-{part.end - 1}"}
        try:
            found = self._s3.get_object(
                Bucket=self._bucket, Key=wanted.key, VersionId=wanted.version_id, IfMatch=wanted.etag, **some
            )
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status not in _NOT_THE_OBJECT:
                raise
            raise _missing(wanted, f"does not exist as it was profiled: {error.response['Error']['Code']}") from error
        size = found["ContentLength"] if is_whole else int(found["ContentRange"].rpartition("/")[2])
        if size != wanted.bytes:
            raise _missing(wanted, f"has {size} bytes, the profiler read {wanted.bytes}")
        return found["Body"].read()


def _parts(number: int, size: int) -> Iterator[_Part]:
    # An object without bytes has one part too.
    for start in range(0, max(size, 1), _PART_BYTES):
        yield _Part(number, start, min(start + _PART_BYTES, size))


def _missing(wanted: StoredVersion, detail: str) -> FileFault:
    return FileFault(HeldReason.OBJECT_MISSING, f"version {wanted.version_id} of {wanted.key} {detail}")
