"""Decides by a seed what AWS leaves open. The job must work correctly in every case."""

from __future__ import annotations

import random
from typing import List, Sequence, TypeVar

T = TypeVar("T")

#: What may happen to the token of a cancelled transaction, which DynamoDB does not document.
FORGOTTEN = "forgotten"
CANCELLED_AGAIN = "cancelled again"
TAKEN_FOR_DONE = "taken for done"


class Latitude:
    """AWS, as unhelpful as its documentation allows."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self.cancelled_token = self._random.choice([FORGOTTEN, CANCELLED_AGAIN, TAKEN_FOR_DONE])

    def page(self) -> int:
        """How many entries the next page holds. They are few, so that most lists have several pages."""
        return self._random.choice([1, 2, 3])

    def served(self, wanted: Sequence[T]) -> List[T]:
        """The keys of a batch that are served, in any order. At least one is served, and the others are left over."""
        shuffled = self._random.sample(wanted, len(wanted))
        return shuffled if self._random.random() < 0.5 else shuffled[: self._random.randint(1, len(wanted))]


class NoLatitude(Latitude):
    """AWS, as helpful as possible, for tests that count calls or have very many rows."""

    def page(self) -> int:
        return 1000

    def served(self, wanted: Sequence[T]) -> List[T]:
        return list(wanted)
