"""Columns of Python values, as a scanner has them in its memory."""

from __future__ import annotations

import ctypes
import struct
from itertools import accumulate
from typing import Any, Sequence

from promotion.reading.arrow import Array, Field

_PACKED = {"l": "q", "g": "d", "tdD": "i", "tsm:UTC": "q", "i": "i"}


def column(values: Sequence[Any], field: Field) -> Array:
    """A column of the type. Dates are days, timestamps are milliseconds, structs are dicts, maps are lists of pairs."""
    nulls = sum(value is None for value in values)
    validity = _bits([value is not None for value in values]) if nulls else None
    if field.format == "u":
        texts = [(value or "").encode() for value in values]
        return _array(values, nulls, validity, _offsets(texts), b"".join(texts))
    if field.format == "+s":
        below = [column([(value or {}).get(each.name) for value in values], each) for each in field.children]
        return _array(values, nulls, validity, children=below)
    if field.format == "+l":
        lists = [value or [] for value in values]
        return _array(values, nulls, validity, _offsets(lists), children=[column(sum(lists, []), field.children[0])])
    if field.format == "+m":
        pairs = [value or [] for value in values]
        key, item = (each.name for each in field.children[0].children)
        entries = [{key: name, item: of} for name, of in sum(pairs, [])]
        return _array(values, nulls, validity, _offsets(pairs), children=[column(entries, field.children[0])])
    if field.format == "b":
        return _array(values, nulls, validity, _bits([bool(value) for value in values]))
    if field.format.startswith("d:"):
        data = b"".join((value or 0).to_bytes(16, "little", signed=True) for value in values)
        return _array(values, nulls, validity, data)
    numbers = [0 if value is None else value for value in values]
    return _array(values, nulls, validity, struct.pack(f"<{len(values)}{_PACKED[field.format]}", *numbers))


def _array(values: Sequence[Any], nulls: int, *buffers: Any, children: Sequence[Array] = ()) -> Array:
    kept = [None if buffer is None else ctypes.create_string_buffer(buffer) for buffer in buffers]
    addresses = [None if buffer is None else ctypes.addressof(buffer) for buffer in kept]
    return Array(len(values), addresses, nulls, children, owner=kept)


def _offsets(values: Sequence[Any]) -> bytes:
    return struct.pack(f"<{len(values) + 1}i", *accumulate(map(len, values), initial=0))


def _bits(flags: Sequence[bool]) -> bytes:
    return bytes(sum(flag << bit for bit, flag in enumerate(flags[start : start + 8])) for start in range(0, len(flags), 8))
