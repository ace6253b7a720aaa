"""Random column types that grow like those of a source's accepted versions: nothing is ever removed or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Tuple, Union

from hypothesis import strategies as st

from promotion.columns.hive_types import Array, HiveType, Map, Struct

STEPS = 4

_NAMES = st.sampled_from("abcdef")


@dataclass(frozen=True)
class Leaf:
    """A scalar, and the step at which it becomes known."""

    type: str
    since: int


@dataclass(frozen=True)
class Growing:
    """An ``array``, ``map`` or ``struct`` of such types."""

    kind: str
    inner: Tuple[Tuple[str, Tree], ...]


Tree = Union[Leaf, Growing]


def _containers(inner: st.SearchStrategy) -> st.SearchStrategy:
    one = inner.map(lambda tree: (("", tree),))
    # The fields are in the order of their names, as the job writes them. A new field may come before existing ones.
    several = st.dictionaries(_NAMES, inner, min_size=1, max_size=4).map(lambda fields: tuple(sorted(fields.items())))
    return st.one_of(
        st.builds(Growing, st.just("array"), one), st.builds(Growing, st.just("map"), one),
        st.builds(Growing, st.just("struct"), several), st.builds(Growing, st.just("struct"), several),
    )


_LEAVES = st.builds(Leaf, st.sampled_from(["bigint", "string"]), st.integers(0, STEPS - 1))

#: {column: type at every step}
growing_columns = st.dictionaries(_NAMES, st.recursive(_LEAVES, _containers, max_leaves=8), min_size=1, max_size=3)


def at_step(columns: Mapping[str, Tree], step: int) -> Dict[str, HiveType]:
    """The columns that are known at a step."""
    known = {name: _at_step(tree, step) for name, tree in sorted(columns.items())}
    return {name: of for name, of in known.items() if of is not None}


def _at_step(tree: Tree, step: int) -> Optional[HiveType]:
    if isinstance(tree, Leaf):
        return tree.type if tree.since <= step else None
    inner = tuple((name, of) for name, of in ((name, _at_step(of, step)) for name, of in tree.inner) if of is not None)
    if not inner:
        return None
    return Struct(inner) if tree.kind == "struct" else {"array": Array, "map": Map}[tree.kind](inner[0][1])


def full_value(of: HiveType) -> Any:
    """A value in which nothing is null."""
    if isinstance(of, Struct):
        return {name: full_value(member) for name, member in of.fields}
    if isinstance(of, Array):
        return [full_value(of.element)]
    if isinstance(of, Map):
        return {"k": full_value(of.value)}
    return 7 if of == "bigint" else "seven"
