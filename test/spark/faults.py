"""Faults between the job and AWS: a kill after any write, and replies that are lost after their write has happened."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import Iterator, List, Optional
from unittest import mock

import boto3

_READS = ("Get", "Query", "List", "Head", "BatchGet", "Describe")


class Killed(BaseException):
    """The driver is dead. No handler of the job may catch this, and none of the driver's threads reaches AWS any more."""


class Driver:
    """Sees every AWS call of one run. ``writes`` names the writes that took effect, in order."""

    def __init__(self, killed_after: Optional[int], replies_lost: bool) -> None:
        self.writes: List[str] = []
        self._killed_after = killed_after
        self._replies_lost = replies_lost
        self._dead = False
        self._lock = threading.Lock()

    def attach(self, session: boto3.session.Session) -> None:
        session.events.register_first("before-call", self._before)
        session.events.register_first("after-call", self._after)
        if self._replies_lost:
            session.events.register_first("needs-retry", self._lose_reply)

    def _before(self, **_) -> None:
        if self._dead:
            raise Killed()

    def _after(self, model, **_) -> None:
        if model.name.startswith(_READS):
            return
        with self._lock:
            self.writes.append(model.name)
            if len(self.writes) == self._killed_after:
                self._dead = True
        if self._dead:
            raise Killed()

    @staticmethod
    def _lose_reply(operation, attempts, response, **_) -> Optional[int]:
        """Returns 0 seconds: the client sends the same request again at once, as if no reply had come."""
        is_write = not operation.name.startswith(_READS)
        return 0 if is_write and attempts == 1 and response and response[0].status_code < 300 else None


@contextmanager
def driver(killed_after: Optional[int] = None, replies_lost: bool = False) -> Iterator[Driver]:
    """Watches the AWS calls of the job's runs. ``killed_after`` counts writes from 1."""
    made = Driver(killed_after, replies_lost)
    session_class = boto3.session.Session

    def session(**arguments):
        opened = session_class(**arguments)
        made.attach(opened)
        return opened

    with mock.patch("promotion.connect.boto3.session.Session", session):
        yield made
