"""The lineage columns of a row group. They cost next to nothing, because they hold few different values."""

from __future__ import annotations

import ctypes
import struct
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from typing import List, Optional, Sequence, Tuple

from promotion.columns.lineage import PROMOTED_AT, SOURCE_FILE, TXN_ID
from promotion.reading.arrow import Array, Field

_TEXT = Field("", "u")

#: In the order of the arrays of :func:`lineage_columns`.
LINEAGE_FIELDS: Tuple[Field, ...] = (
    Field(SOURCE_FILE, "i", dictionary=_TEXT),
    Field(TXN_ID, "i", dictionary=_TEXT),
    Field(PROMOTED_AT, "tsm:UTC"),
)

#: (raw key, how many records in a row came from that file).
Run = Tuple[str, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def lineage_columns(runs: Sequence[Run], txn: str, planned_at: str) -> List[Array]:
    """The columns of the records of these runs."""
    rows = sum(count for _, count in runs)
    promoted_at = (datetime.fromisoformat(planned_at.replace("Z", "+00:00")) - _EPOCH) // timedelta(milliseconds=1)
    return [
        _dictionary([key for key, _ in runs], [count for _, count in runs]),
        _dictionary([txn], [rows]),
        _owned(rows, struct.pack("<q", promoted_at) * rows),
    ]


def _dictionary(texts: Sequence[str], counts: Sequence[int]) -> Array:
    """A column that has each of the texts so many times."""
    encoded = [text.encode() for text in texts]
    offsets = struct.pack(f"<{len(texts) + 1}i", *accumulate(map(len, encoded), initial=0))
    places = b"".join(struct.pack("<i", place) * count for place, count in enumerate(counts))
    return _owned(sum(counts), places, dictionary=_owned(len(texts), offsets, b"".join(encoded)))


def _owned(length: int, *buffers: bytes, dictionary: Optional[Array] = None) -> Array:
    addresses = [ctypes.cast(ctypes.c_char_p(buffer), ctypes.c_void_p).value for buffer in buffers]
    return Array(length, [None, *addresses], dictionary=dictionary, owner=buffers)
