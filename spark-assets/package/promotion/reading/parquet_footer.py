"""How many rows a Parquet file says it has: the number that readers go by, read without the program that wrote the file.

The footer is Thrift's compact protocol: https://parquet.apache.org/docs/file-format/metadata/
"""

from __future__ import annotations

import io
from typing import IO, Tuple

_MAGIC = b"PAR1"

#: Number of the field `num_rows` of the structure `FileMetaData`.
_NUM_ROWS = 3

# The types of values.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_NUMBERS = (4, 5, 6)


def rows_in(file: IO[bytes]) -> int:
    """The number of rows. Raises ValueError if the file does not end as a Parquet file does."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 8))
    end = file.read()
    length = int.from_bytes(end[:4], "little")
    if end[4:] != _MAGIC or length > size - 12:
        raise ValueError("the file does not end as a Parquet file does")
    file.seek(size - 8 - length)
    footer = file.read(length)
    at, field = 0, 0
    while True:
        at, field, kind = _field(footer, at, field)
        if field == _NUM_ROWS:
            return _signed(_varint(footer, at)[1])
        at = _skip(footer, at, kind)


def _field(data: bytes, at: int, before: int) -> Tuple[int, int, int]:
    """Where the value of a field begins, the field's number, and the type of the value; type 0 is the end of the structure."""
    delta, kind = data[at] >> 4, data[at] & 15
    at += 1
    if delta or not kind:
        return at, before + delta, kind
    at, number = _varint(data, at)
    return at, _signed(number), kind


def _varint(data: bytes, at: int) -> Tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:
            return at, value


def _signed(value: int) -> int:
    return value >> 1 ^ -(value & 1)


def _skip(data: bytes, at: int, kind: int) -> int:
    """Where the value ends."""
    if kind in (_TRUE, _FALSE):
        return at
    if kind == _BYTE:
        return at + 1
    if kind in _NUMBERS:
        return _varint(data, at)[0]
    if kind == _DOUBLE:
        return at + 8
    if kind == _BINARY:
        at, length = _varint(data, at)
        return at + length
    if kind in (_LIST, _SET):
        count, of = data[at] >> 4, data[at] & 15
        at += 1
        if count == 15:
            at, count = _varint(data, at)
        for _ in range(count):
            # A boolean in a list takes a byte.
            at = at + 1 if of in (_TRUE, _FALSE) else _skip(data, at, of)
        return at
    if kind == _STRUCT:
        field = 0
        while True:
            at, field, kind = _field(data, at, field)
            if not kind:
                return at
            at = _skip(data, at, kind)
    raise ValueError(f"the footer has a value of the type {kind}")
