"""Names of columns and of struct fields: readable in Athena, unique in their scope, and never changed once given."""

from __future__ import annotations

import re
from typing import Dict, Iterable, Mapping, Set

from anyascii import anyascii

from promotion.columns.lineage import LINEAGE
from promotion.columns.paths import Steps, parse_path
from promotion.columns.read_types import is_named, parent_scope

#: Names that no column of the data may have: those of the partition keys and of the lineage columns.
RESERVED = frozenset({"source", "date", *LINEAGE})

#: The Glue Data Catalog's limit.
MAX_NAME_LENGTH = 255

#: The name of a field whose own name has no letter and no digit.
_NAMELESS = "unnamed"


def normalised(name: str) -> str:
    """A raw name with letters of all scripts spelled in a-z, in lower case.

    Each run of other characters becomes one _, or nothing at either end. A digit never comes first.
    """
    safe = re.sub(r"[^a-z0-9_]+", "-", anyascii(name).lower()).strip("-").replace("-", "_") or _NAMELESS
    return ("_" + safe if safe[0].isdigit() else safe)[:MAX_NAME_LENGTH]


def name_columns(paths: Iterable[str], recorded: Mapping[str, str]) -> Dict[str, str]:
    """The recorded names, and a name for each named path that has none yet.

    A name that is taken in its scope gets ``_2``, ``_3`` … New paths are named in their order, which is that of the columns.
    Recorded names are kept, even if no file has the path any more.
    """
    names = dict(recorded)
    taken: Dict[Steps, Set[str]] = {(): set(RESERVED)}
    for path, name in recorded.items():
        taken.setdefault(parent_scope(path), set()).add(name)
    for path in paths:
        if path not in recorded and is_named(path):
            scope = taken.setdefault(parent_scope(path), set())
            names[path] = _first_free(normalised(str(parse_path(path)[-1])), scope)
            scope.add(names[path])
    return names


def _first_free(name: str, taken: Set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        suffix = f"_{number}"
        candidate = name[: MAX_NAME_LENGTH - len(suffix)] + suffix
    return candidate
