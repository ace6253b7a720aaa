"""What can go wrong with a run, each named after what follows from it."""

from __future__ import annotations


class PromotionError(Exception):
    """This source cannot be promoted in this run; the other sources go on. The message says what mends it."""


class LeaseLost(PromotionError):
    """Another driver holds the source's lease now. Everything of ours that is not sealed is void; nothing is repaired."""


class PlanOutdated(Exception):
    """A transaction was given up before its seal. Its files are still pending, so the source is planned again."""


class RunNotOurs(Exception):
    """The deployment's run lease names another run, so this cluster may not write anything."""
