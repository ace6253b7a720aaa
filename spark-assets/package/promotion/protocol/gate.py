"""The gate: whether a source is blocked, and which of its files may be promoted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Mapping, Optional, Set, Tuple

from promotion.columns.layout import Layout
from promotion.columns.read_types import may_be_read_as
from promotion.contract import HeldReason, TableKey, Verdict
from promotion.protocol.errors import PlanOutdated, PromotionError
from promotion.protocol.load_layout import load_layout
from promotion.protocol.run import LeasedSource
from promotion.store.keys import life_key
from promotion.store.table import Item


@dataclass(frozen=True)
class Blocked:
    """The source has open BREAKING versions: nothing of it is promoted until a person has decided them."""

    versions: Tuple[str, ...]


@dataclass
class Gate:
    """What decides about files: one head, and the verdicts that were read under its epoch."""

    layout: Layout
    paths: Mapping[str, str]
    epoch: int
    revision: int
    known: Set[str] = field(default_factory=set)
    rejected: Set[str] = field(default_factory=set)

    def learn_verdicts(self, source: LeasedSource, rows: Iterable[Item]) -> None:
        """Reads the verdicts of the versions that the rows name and that are not known yet."""
        named = sorted({row["registry_version"] for row in rows} - self.known)
        lives = source.run.registry.get_many(source.source_id, [life_key(version) for version in named])
        self.rejected.update(version for version in named if _is_rejected(source, version, lives.get(life_key(version))))
        self.known.update(named)


def read_gate(source: LeasedSource, before: Optional[Gate]) -> Gate | Blocked | None:
    """The gate for the present head. Raises PlanOutdated if its epoch is no longer that of ``before``."""
    run = source.run
    head = run.registry.get(source.source_id, TableKey.HEAD)
    if head is None:
        return None
    if head["open"]:
        return Blocked(tuple(head["open"]))
    epoch, revision = int(head["epoch"]), int(head["revision"])
    if before and epoch != before.epoch:
        raise PlanOutdated("the head moved while it was planned")
    if before and revision == before.revision:
        return before
    # Within an epoch, paths are only added. So a file that fitted an earlier head of the epoch still fits.
    kept = (before.known, before.rejected) if before else (set(), set())
    return Gate(load_layout(source, head), run.large_maps.decode(head["paths"]), epoch, revision, *kept)


def _is_rejected(source: LeasedSource, version: str, life: Optional[Item]) -> bool:
    if life is None:
        raise PromotionError(
            f"{source.source_id}: {life_key(version)} is missing, so nobody knows whether {version} was rejected; put the item "
            "back from the table's point-in-time recovery"
        )
    return life.get("resolution", {}).get("verdict") == Verdict.REJECTED


def misfit(types: Mapping[str, str], layout_types: Mapping[str, str], paths: Mapping[str, str]) -> Optional[Tuple[str, str]]:
    """The (reason, detail) for which a file cannot be read as the layout says, or None if it can.

    ``types`` are the types under which the file's paths with values were judged. ``paths`` is ``head.paths``.
    """
    for path in sorted(types):
        read = paths.get(path)
        if read is not None and not may_be_read_as(types[path], read):
            return HeldReason.TYPES_MOVED, f"{path} was judged as {types[path]} and is read as {read} now"
    for path in sorted(types):
        if types[path] != "unknown" and path not in layout_types:
            return HeldReason.NO_COLUMN, f"{path} holds {types[path]} values, but no accepted version gives it a type"
    return None
