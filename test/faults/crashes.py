"""A driver that is stopped before or after any of its calls, and the drivers that come after it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any, Callable, Iterator, List, Mapping, Optional

from cloud.latitude import Latitude
from drivers import SUCCEEDED, Killed, drive
from world import DATES, World, expect


class Trap:
    """Lets a driver make ``at`` - 1 calls. The next call kills the driver, before or after the call has happened."""

    def __init__(self, at: Optional[int] = None, after: bool = False) -> None:
        self.calls: List[str] = []
        self._at, self._after, self._dead = at, after, False
        self._lock = threading.RLock()

    def __call__(self, name: str, request: Mapping[str, Any], call: Callable[[], Any]) -> Any:
        with self._lock:
            if self._dead:
                raise Killed()
            self.calls.append(name)
            self._dead = len(self.calls) == self._at
            if self._dead and not self._after:
                raise Killed()
            try:
                return call()
            finally:
                if self._dead:
                    raise Killed()


def busy_world(seed: int = 1) -> World:
    """Two dates with several files, one of which spoils the batch of its date. So a run must hold files, give up transactions and
    plan again."""
    world = World(latitude=Latitude(seed))
    for date in DATES:
        for _ in range(3):
            world.receive(date)
    world.receive(DATES[1], records=[{"a": 1}, {"a": "x"}])
    world.spoil(world.receive(DATES[0]))
    return world


def calls_of_a_run() -> List[str]:
    """The calls of a run that nothing disturbs."""
    world, trap = busy_world(), Trap()
    expect(drive(world, "R0", trap) == SUCCEEDED, "an undisturbed run fails")
    expect_exactly_once(world)
    return trap.calls


def single_crashes() -> Iterator[str]:
    """Stops a run before and after each of its calls, and lets the next run finish. Yields the name of each crash.

    Raises Violation.
    """
    for at, name in enumerate(calls_of_a_run(), 1):
        for after in (False, True):
            world = busy_world()
            killed(world, "R1", Trap(at, after))
            world.check()
            finish(world, "R2")
            yield f"{'after' if after else 'before'} call {at}, {name}"


def double_crashes(every: int = 1) -> Iterator[str]:
    """Like single crashes, but the run that finishes is also stopped at each of its calls. ``every``: one of this many cases."""
    for at, name in enumerate(calls_of_a_run(), 1):
        first = busy_world()
        killed(first, "R1", Trap(at, after=True))
        first.pass_time(60)
        second, is_over = 0, False
        while not is_over:
            second += 1
            if (at + second) % every:
                # Only a try shows whether the recovery has this many calls. Skip the cases that are not chosen.
                if second > _LONGEST_RECOVERY:
                    break
                continue
            world = first.copy()
            is_over = not killed(world, "R2", Trap(second, after=second % 2 == 1))
            world.check()
            finish(world, "R3")
            yield f"after call {at}, {name}, and at call {second} of the recovery"


#: No recovery has more calls than this.
_LONGEST_RECOVERY = 400


def killed(world: World, run: str, trap: Trap) -> bool:
    """Whether the run was killed before it ended."""
    try:
        drive(world, run, trap)
    except Killed:
        return True
    return False


def finish(world: World, run: str) -> None:
    """An hour later there is one more file. Lost tasks have staged what they had, and an undisturbed run promotes everything exactly
    once."""
    world.pass_time(60)
    world.late_tasks_write()
    world.receive(DATES[1])
    expect(drive(world, run) == SUCCEEDED, "an undisturbed run fails after a crash")
    expect_exactly_once(world)


def expect_exactly_once(world: World) -> None:
    """Everything is promoted except the two files that cannot be promoted."""
    world.check(settled=True)
    states = Counter(row.get("reason", row["state"]) for row in world.rows("file#"))
    expect(states["unreadable_value"] == 1 and states["count_mismatch"] == 1, f"states: {dict(states)}")
    expect(set(states) == {"PROMOTED", "unreadable_value", "count_mismatch"}, f"states: {dict(states)}")
    expect(world.ledger.get(("#deployment", "lease")) is None, "the run lease was not given back")
