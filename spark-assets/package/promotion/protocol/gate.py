"""The gate: whether a source is blocked, and which of its versions were rejected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Optional, Set, Tuple

from promotion.columns.layout import Layout
from promotion.contract import TableKey, Verdict
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
    epoch: int
    revision: int
    known: Set[str] = field(default_factory=set)
    rejected: Set[str] = field(default_factory=set)

    def learn_verdicts(self, source: LeasedSource, rows: Iterable[Item]) -> None:
        """Reads the verdicts of the versions that the rows name and that are not known yet."""
        named = sorted({row["registry_version"] for row in rows} - self.known)
        lives = source.run.registry.get_many(source.source_id, [life_key(version) for version in named], ["resolution"])
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
    # Within an epoch, paths are only added. So the newest layout of the epoch has a column for every file that was read under it.
    kept = (before.known, before.rejected) if before else (set(), set())
    return Gate(load_layout(source, head), epoch, revision, *kept)


def _is_rejected(source: LeasedSource, version: str, life: Optional[Item]) -> bool:
    if life is None:
        raise PromotionError(
            f"{source.source_id}: {life_key(version)} is missing, so nobody knows whether {version} was rejected; put the item "
            "back from the table's point-in-time recovery"
        )
    return life.get("resolution", {}).get("verdict") == Verdict.REJECTED
