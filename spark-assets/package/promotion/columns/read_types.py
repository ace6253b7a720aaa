"""How each path is read: ``head.paths`` as a tree of columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Sequence, Tuple

from promotion.columns.paths import Inner, Steps, format_path, parse_path

SCALARS = frozenset({"boolean", "bigint", "bigint(wide)", "double", "date", "timestamp", "string", "json"})
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)\Z")


@dataclass(frozen=True)
class ReadColumn:
    """A path with a known type: a column, a field of a struct, the element of an array or the value of a map.

    ``name`` is the raw name; elements and values have an empty one. ``fields`` are the fields of a struct. ``element`` is the
    element of an array, or the value of a map (the keys of maps are strings).
    """

    path: str
    name: str
    type: str
    fields: Tuple[ReadColumn, ...] = ()
    element: Optional[ReadColumn] = None


def decimal_digits(read_type: str) -> Optional[Tuple[int, int]]:
    """p and s of ``decimal(p,s)``, or None for any other type."""
    match = _DECIMAL.match(read_type)
    return (int(match.group(1)), int(match.group(2))) if match else None


def physical_type(read_type: str) -> str:
    """The type as Parquet stores it. The two bigints differ only in how they join with other types."""
    return "bigint" if read_type == "bigint(wide)" else read_type


def in_place(kept: Mapping[str, Sequence[Any]]) -> Dict[str, str]:
    """{path: read type} of ``head.paths``, which has each path's place too, because DynamoDB keeps no order of a map's members."""
    return {path: read_type for path, (_, read_type) in sorted(kept.items(), key=lambda entry: entry[1][0])}


def read_columns(paths: Mapping[str, str]) -> Tuple[ReadColumn, ...]:
    """The top-level columns of these paths. Columns, and the fields of a struct, have the order of the paths.

    Open paths have no column yet: those of unknown type, arrays and maps with an open element, structs without a closed member.
    Raises ValueError for a type that this job does not know.
    """
    children: Dict[Steps, list[Steps]] = {}
    types: Dict[Steps, str] = {}
    for path, read_type in paths.items():
        steps = parse_path(path)
        types[steps] = read_type
        children.setdefault(steps[:-1], []).append(steps)

    def column(steps: Steps) -> Optional[ReadColumn]:
        path, read_type, last = format_path(steps), types[steps], steps[-1]
        name = last if isinstance(last, str) else ""
        if read_type == "unknown":
            return None
        if read_type in SCALARS or decimal_digits(read_type) is not None:
            return ReadColumn(path, name, read_type)
        closed = [c for c in map(column, children.get(steps, ())) if c is not None]
        if read_type == "struct":
            return ReadColumn(path, name, read_type, fields=tuple(closed)) if closed else None
        if read_type in ("array", "map"):
            return ReadColumn(path, name, read_type, element=closed[0]) if closed else None
        raise ValueError(
            f"path {path!r} has the type {read_type!r}, which this job cannot read; deploy the functions and the job "
            "from one version of the package"
        )

    return tuple(c for c in map(column, children.get((), ())) if c is not None)


def closed_paths(columns: Tuple[ReadColumn, ...]) -> Dict[str, str]:
    """{path: read type} of every column and of everything in it, in the order of the columns."""
    return {column.path: column.type for column in _all(columns)}


def _all(columns: Iterable[ReadColumn]) -> Iterator[ReadColumn]:
    for column in columns:
        yield column
        yield from _all(column.fields if column.element is None else (column.element,))


def parent_scope(path: str) -> Steps:
    """The steps within which the last name of ``path`` must be unique."""
    return parse_path(path)[:-1]


def is_named(path: str) -> bool:
    """Whether the path ends in a name. Elements of arrays and values of maps have none."""
    return not isinstance(parse_path(path)[-1], Inner)
