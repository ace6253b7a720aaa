"""Names of columns and of struct fields: readable in Athena, unique in their scope, and never changed once given."""

from __future__ import annotations

import re
import unicodedata
from typing import Dict, Iterable, Mapping, Set

from promotion.columns.lineage import LINEAGE
from promotion.columns.paths import Steps, parse_path
from promotion.columns.read_types import is_named, parent_scope

#: Names that no column of the data may have: those of the partition keys and of the lineage columns.
RESERVED = frozenset({"source", "date", *LINEAGE})

#: The Glue Data Catalog's limit.
MAX_NAME_LENGTH = 255


def normalised(name: str) -> str:
    """A raw name in lower case and without accents. Anything but a-z, 0-9 and _ becomes _, and a digit never comes first."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    safe = re.sub(r"[^a-z0-9_]+", "_", plain.lower()) or "_"
    return ("_" + safe if safe[0].isdigit() else safe)[:MAX_NAME_LENGTH]


def name_columns(paths: Iterable[str], recorded: Mapping[str, str]) -> Dict[str, str]:
    """The recorded names, and a name for each named path that has none yet.

    A name that is taken in its scope gets ``_2``, ``_3`` … New paths are named in the order of their texts, so the same paths
    always give the same names. Recorded names are kept, even if no file has the path any more.
    """
    names = dict(recorded)
    taken: Dict[Steps, Set[str]] = {(): set(RESERVED)}
    for path, name in recorded.items():
        taken.setdefault(parent_scope(path), set()).add(name)
    for path in sorted(set(paths) - set(recorded)):
        if is_named(path):
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
