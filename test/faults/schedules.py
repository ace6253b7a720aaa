"""Two drivers make one call at a time, in any order, while everything else that can happen happens.

A schedule is a function of its seed. Between the calls of the drivers, files arrive, drift opens and is decided, types
widen, leases run out, clocks go wrong and staging expires. Calls are lost, refused or repeated, and drivers die.
"""

from __future__ import annotations

import queue
import random
import threading
from datetime import timedelta
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from cloud.client import open_gate
from cloud.errors import refusal
from cloud.latitude import Latitude
from drivers import Killed, drive, is_read
from promotion.protocol.run import Run
from world import DATES, Violation, World

#: The maximum number of quiet runs until nothing is left: one for each kind of thing that an event can leave behind.
_QUIET_RUNS = 6

Call = Callable[[], Any]


def walk(seed: int) -> int:
    """Carries out one schedule, and returns how many calls the drivers made. Raises Violation with the whole schedule."""
    schedule = _Schedule(seed)
    try:
        schedule.disturb()
        schedule.settle()
    except Violation as violation:
        raise Violation(f"seed {seed}: {violation}\n" + "\n".join(schedule.trace)) from violation
    finally:
        schedule.end()
    return schedule.calls


class _Driver:
    """A run in a thread of its own. Before every call, it waits until it is told what happens to the call."""

    def __init__(self, world: World, run: str, skew: timedelta) -> None:
        self.run = run
        self.outcome: Optional[str] = None
        #: The name and the request of the next call.
        self.call: Tuple[str, Mapping[str, Any]] = "", {}
        self._world = world
        self._runs: List[Run] = []
        self._scheduler = threading.current_thread()
        self._dead = False
        self._says: queue.SimpleQueue = queue.SimpleQueue()
        self._told: queue.SimpleQueue = queue.SimpleQueue()
        world.launch(run)
        threading.Thread(target=self._body, args=(skew,), daemon=True).start()
        self._hear()

    def step(self, fault: str = "") -> None:
        """Lets the next call happen, with the fault of :data:`_FAULTS` if one is named."""
        self._told.put(fault)
        self._hear()

    def kill(self) -> None:
        self._dead = True
        while self.outcome is None:
            self.step()

    def renew(self) -> None:
        """Does what the driver's renewing thread does every minute."""
        if self._runs and not self._dead:
            self._runs[0].leases.renew_all()

    def _hear(self) -> None:
        said = self._says.get()
        if isinstance(said, str):
            self.outcome = said
        elif isinstance(said, BaseException):
            raise said
        else:
            self.call = said

    def _body(self, skew: timedelta) -> None:
        try:
            self._says.put(drive(self._world, self.run, self._gate, skew, launched=False, runs=self._runs))
        except Killed:
            self._says.put("killed")
        except BaseException as error:  # No error of the job may end a schedule silently.
            self._says.put(str(refused) if (refused := _aws_error(error)) else error)

    def _gate(self, name: str, request: Mapping[str, Any], call: Call) -> Any:
        if threading.current_thread() is self._scheduler:
            return call()
        if self._dead:
            raise Killed()
        self._says.put((name, request))
        fault = self._told.get()
        if self._dead:
            raise Killed()
        if fault in ("dies before", "dies after"):
            self._dead = True
        return _FAULTS[fault](self._world, request, call)


def _aws_error(error: BaseException) -> Optional[BaseException]:
    """The error of AWS that ended a run before it could be recorded, such as an error when the run lease was read."""
    from botocore.exceptions import ClientError

    return error if isinstance(error, ClientError) else None


def _dies_before(world: World, request: Mapping[str, Any], call: Call) -> Any:
    raise Killed()


def _dies_after(world: World, request: Mapping[str, Any], call: Call) -> Any:
    try:
        call()
    finally:
        raise Killed()


def _fails_before(world: World, request: Mapping[str, Any], call: Call) -> Any:
    raise refusal("InternalServerError", 500)


def _fails_after(world: World, request: Mapping[str, Any], call: Call) -> Any:
    call()
    raise refusal("InternalServerError", 500)


def _is_repeated(world: World, request: Mapping[str, Any], call: Call) -> Any:
    """The reply is lost, and the SDK sends the same request again."""
    call()
    return call()


def _is_repeated_late(world: World, request: Mapping[str, Any], call: Call) -> Any:
    """The reply is lost, and DynamoDB no longer knows the token when the request is sent again."""
    call()
    world.dynamodb.forget(request["ClientRequestToken"])
    return call()


def _conflicts(world: World, request: Mapping[str, Any], call: Call) -> Any:
    raise world.dynamodb.cancel(request["ClientRequestToken"], ["TransactionConflict"] * len(request["TransactItems"]))


_FAULTS: Dict[str, Callable[[World, Mapping[str, Any], Call], Any]] = {
    "": lambda world, request, call: call(),
    "dies before": _dies_before,
    "dies after": _dies_after,
    "fails before": _fails_before,
    "fails after": _fails_after,
    "is repeated": _is_repeated,
    "is repeated late": _is_repeated_late,
    "conflicts": _conflicts,
}
_OF_ANY_CALL = ("dies before", "dies after", "fails before", "fails after")
_OF_WRITES = ("is repeated",)
_OF_TRANSACTIONS = ("is repeated late", "conflicts")


class _Schedule:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.trace: List[str] = []
        self.calls = 0
        self._drivers: List[_Driver] = []
        self._runs = 0
        self._faults = self._random.choice([0.02, 0.06])
        self.world = World(latitude=Latitude(seed))
        for _ in range(self._random.randint(1, 4)):
            self.world.receive(self._random.choice(DATES))
        if self._random.random() < 0.3:
            self.world.receive(DATES[1], records=[{"a": "x"}])
        if self._random.random() < 0.3:
            self.world.spoil(self.world.receive(DATES[0]))

    def disturb(self) -> None:
        """Lets drivers and events act in any order."""
        for _ in range(self._random.choice([60, 120, 200])):
            if self._drivers and self._random.random() < 0.85:
                self._step(self._random.choice(self._drivers))
            elif len(self._drivers) < 2 and self._runs < 6 and self._random.random() < 0.5:
                self._start()
            else:
                event = self._random.choice(_EVENTS)
                self.trace.append(f"* {event.__name__.lstrip('_')}")
                event(self)
            self.world.check()

    def settle(self) -> None:
        """The drivers die, people decide, and undisturbed runs promote what is left."""
        self.end()
        for number in range(_QUIET_RUNS):
            while self.world.head()["open"]:
                self.world.decide(self._random.choice(["approved", "rejected"]))
            self.world.take_out_rejected()
            self.world.pass_time(60)
            self.world.late_tasks_write()
            self.trace.append(f"quiet run: {drive(self.world, f'quiet-{number}', open_gate)}")
            self.world.check()
            if not self.world.rows("pending#") and not self.world.rows("open#"):
                break
        self.world.check(settled=True)

    def end(self) -> None:
        while self._drivers:
            self._drivers.pop().kill()

    def _start(self) -> None:
        self._runs += 1
        skew = timedelta(minutes=self._random.choice([0, 0, -4, 4]))
        driver = _Driver(self.world, f"R{self._runs}", skew)
        self.trace.append(f"{driver.run} starts, {skew} ahead")
        self._drivers.append(driver)
        self._notice_end(driver)

    def _step(self, driver: _Driver) -> None:
        name, _ = driver.call
        fault = self._fault(name)
        self.trace.append(f"{driver.run}: {name} {fault}")
        driver.step(fault)
        self.calls += 1
        self._notice_end(driver)

    def _notice_end(self, driver: _Driver) -> None:
        if driver.outcome is not None:
            self.trace.append(f"{driver.run} ends: {driver.outcome}")
            self._drivers.remove(driver)

    def _fault(self, name: str) -> str:
        if self._random.random() >= self._faults:
            return ""
        possible = _OF_ANY_CALL
        if not is_read(name):
            possible += 2 * _OF_WRITES
        if name == "transact_write_items":
            possible += 2 * _OF_TRANSACTIONS
        return self._random.choice(possible)

    # The events that happen beside the drivers.

    def _file_comes(self) -> None:
        value = 1 if self.world.paths()["a"] == "bigint" else 1.5
        self.world.receive(self._random.choice(DATES), records=[{"a": value}] * self._random.randint(0, 2))

    def _file_with_an_integer_comes(self) -> None:
        self.world.receive(self._random.choice(DATES))

    def _drift_comes(self) -> None:
        self.world.breaking()

    def _person_decides(self) -> None:
        if self.world.head()["open"]:
            self.world.decide(self._random.choice(["approved", "rejected"]))

    def _type_widens(self) -> None:
        self.world.widen()

    def _field_is_added(self) -> None:
        self.world.set_paths({**self.world.paths(), f"n{self._random.randint(0, 3)}": "string"})

    def _launcher_takes_out(self) -> None:
        self.world.take_out_rejected()

    def _held_bytes_are_replaced(self) -> None:
        for row in self.world.rows("file#"):
            if row["state"] == "HELD":
                self.world.profile(row["ingest_id"], [{"a": 2}], f"v{len(self.trace)}")

    def _late_tasks_write(self) -> None:
        self.world.late_tasks_write()

    def _leases_run_out(self) -> None:
        self.world.pass_time(6)

    def _minute_passes(self) -> None:
        self.world.pass_time(1)

    def _clock_goes_back(self) -> None:
        self.world.pass_time(-10)

    def _leases_are_renewed(self) -> None:
        for driver in self._drivers:
            driver.renew()

    def _staging_expires(self) -> None:
        if self._random.random() < 0.15:
            self.world.expire_staging()


_EVENTS: Tuple[Callable[[_Schedule], None], ...] = (
    _Schedule._file_comes,
    _Schedule._file_with_an_integer_comes,
    _Schedule._drift_comes,
    _Schedule._person_decides,
    _Schedule._person_decides,
    _Schedule._type_widens,
    _Schedule._field_is_added,
    _Schedule._launcher_takes_out,
    _Schedule._late_tasks_write,
    _Schedule._held_bytes_are_replaced,
    _Schedule._leases_run_out,
    _Schedule._minute_passes,
    _Schedule._clock_goes_back,
    _Schedule._leases_are_renewed,
    _Schedule._staging_expires,
)
