"""The Arrow C data interface: lends columns of any memory to a library that reads Arrow, without a copy and without pyarrow.

https://arrow.apache.org/docs/format/CDataInterface.html
"""

from __future__ import annotations

import ctypes
import errno
import itertools
from dataclasses import dataclass
from typing import Any, Dict, Iterator, Optional, Sequence, Tuple


@dataclass(frozen=True)
class Field:
    """A column's name and type. ``format`` is the format string of the interface; ``dictionary`` is the type of the values, if the
    column holds places in a dictionary."""

    name: str
    format: str
    nullable: bool = True
    children: Tuple[Field, ...] = ()
    dictionary: Optional[Field] = None


@dataclass(frozen=True)
class Array:
    """A column's values: addresses of its buffers, in the order of the interface. ``owner`` keeps their memory alive."""

    length: int
    buffers: Sequence[Optional[int]]
    nulls: int = 0
    children: Sequence[Array] = ()
    dictionary: Optional[Array] = None
    owner: Any = None


class Stream:
    """Record batches, one at a time. A batch is made when the reader asks for it, and the reader must have released the one
    before, so that both may use the same memory."""

    def __init__(self, schema: Field, batches: Iterator[Array]) -> None:
        self._schema = schema
        self._batches = batches
        self._lent: Optional[int] = None
        self._message = b""
        #: The error that ended the stream. The reader only sees its text.
        self.error: Optional[BaseException] = None

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        stream = _Stream(
            get_schema=_GetSchema(self._get_schema),
            get_next=_GetNext(self._get_next),
            get_last_error=_GetLastError(lambda _: ctypes.cast(ctypes.c_char_p(self._message), ctypes.c_void_p).value),
            release=_release_stream,
        )
        stream.private_data = _keep((self, stream))
        return _new_capsule(ctypes.addressof(stream), b"arrow_array_stream", None)

    def _get_schema(self, _: Any, target: Any) -> int:
        target[0] = _schema(self._schema)
        return 0

    def _get_next(self, _: Any, target: Any) -> int:
        try:
            if self._lent in _kept:
                raise RuntimeError("the reader asks for a batch before it has released the last one")
            batch = next(self._batches, None)
            # An array without a release callback is the end of the stream.
            target[0] = _Array() if batch is None else _array(batch)
            self._lent = None if batch is None else target[0].private_data
            return 0
        except BaseException as error:
            self.error = error
            self._message = str(error).encode()
            return errno.EIO


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_ReleaseSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))
_ReleaseArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
_ReleaseStream = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Stream))
_GetSchema = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))
_GetNext = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))
_GetLastError = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(_Stream))

_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", _ReleaseSchema),
    ("private_data", ctypes.c_size_t),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", _ReleaseArray),
    ("private_data", ctypes.c_size_t),
]
_Stream._fields_ = [
    ("get_schema", _GetSchema),
    ("get_next", _GetNext),
    ("get_last_error", _GetLastError),
    ("release", _ReleaseStream),
    ("private_data", ctypes.c_size_t),
]

_NULLABLE = 2

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]

#: What each structure refers to, by its ``private_data``, until the structure is released.
_kept: Dict[int, Any] = {}
_numbers = itertools.count(1)


def _keep(referred: Any) -> int:
    number = next(_numbers)
    _kept[number] = referred
    return number


def _schema(field: Field) -> _Schema:
    schema = _Schema(
        format=field.format.encode(), name=field.name.encode(), flags=_NULLABLE if field.nullable else 0, n_children=len(field.children)
    )
    below = [_schema(child) for child in field.children]
    values = _schema(field.dictionary) if field.dictionary else None
    schema.children = _pointers(_Schema, below)
    schema.dictionary = ctypes.pointer(values) if values else None
    schema.release = _release_schema
    schema.private_data = _keep((schema, below, values))
    return schema


def _array(column: Array) -> _Array:
    buffers = (ctypes.c_void_p * len(column.buffers))(*column.buffers)
    array = _Array(
        length=column.length, null_count=column.nulls, offset=0, n_buffers=len(column.buffers), n_children=len(column.children)
    )
    below = [_array(child) for child in column.children]
    values = _array(column.dictionary) if column.dictionary else None
    array.buffers = buffers
    array.children = _pointers(_Array, below)
    array.dictionary = ctypes.pointer(values) if values else None
    array.release = _release_array
    array.private_data = _keep((array, buffers, below, values, column.owner))
    return array


def _pointers(kind: Any, structures: Sequence[Any]) -> Any:
    return (ctypes.POINTER(kind) * len(structures))(*map(ctypes.pointer, structures)) if structures else None


def _release(pointer: Any, released: Any) -> None:
    """Releases a structure and those below it which nobody has moved away."""
    structure = pointer.contents
    below = [structure.children[i] for i in range(structure.n_children)]
    for each in [*below, *([structure.dictionary] if structure.dictionary else [])]:
        if each.contents.release:
            each.contents.release(each)
    number, structure.release = structure.private_data, released
    del _kept[number]


@_ReleaseSchema
def _release_schema(pointer: Any) -> None:
    _release(pointer, _ReleaseSchema())


@_ReleaseArray
def _release_array(pointer: Any) -> None:
    _release(pointer, _ReleaseArray())


@_ReleaseStream
def _release_stream(pointer: Any) -> None:
    number, pointer.contents.release = pointer.contents.private_data, _ReleaseStream()
    del _kept[number]
