"""What can go wrong in a run. Each error is named after its consequence."""

from __future__ import annotations


class PromotionError(Exception):
    """This source cannot be promoted in this run; the other sources go on. The message says how to mend it."""


class LeaseLost(PromotionError):
    """Another driver holds the source's lease now. Our work that is not sealed is void, and we repair nothing."""


class PlanOutdated(Exception):
    """A transaction was given up before its seal. Its files are still pending, so they are planned again."""


class RunNotOurs(Exception):
    """The deployment's run lease names another run, so this one may not write anything."""
