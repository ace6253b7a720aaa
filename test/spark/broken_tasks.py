"""Breaks tries of the job's tasks: kills their process at a place, or makes the scanner hang or want more memory than it may have."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Callable, ContextManager, Iterator
from unittest import mock

from pyspark import cloudpickle

from promotion import spark_task

# The processes of tasks cannot import this file.
cloudpickle.register_pickle_by_value(sys.modules[__name__])

#: Breaks the process as long as the context is open.
Break = Callable[[], ContextManager[Any]]

#: Where a task may be killed: what is called there, at which of these calls, and when.
PLACES = {
    "before it reads": ("promotion.reading.fetch.Fetch.__enter__", 1, "before"),
    "while it gets objects": ("promotion.reading.fetch.Fetch._try_to_get", 2, "before"),
    "while it scans": ("promotion.reading.scanner.Scanner._scan", 2, "before"),
    "while it writes Parquet": ("promotion.reading.arrow.Stream._get_next", 2, "before"),
    "before it stages": ("promotion.reading.fill_batch._stage", 1, "before"),
    "while it stages": ("botocore.httpsession.URLLib3Session.send", 1, "within a PUT"),
    "after it has staged": ("botocore.httpsession.URLLib3Session.send", 1, "after a PUT"),
    "before it answers": ("promotion.reading.fill_batch.fill", 1, "after"),
}


def break_tasks(monkeypatch: Any, folder: Path, broken: Break, tries: int) -> None:
    """Breaks the first tries of tasks. Each of these leaves a file in the folder."""
    fill = spark_task.fill_one_try

    def fill_or_break(order):
        if len(os.listdir(folder)) == tries:
            return fill(order)
        (folder / os.urandom(8).hex()).touch()
        with broken():
            return fill(order)

    monkeypatch.setattr(spark_task, "fill_one_try", fill_or_break)


def killed_at(place: str) -> Break:
    """The process is killed at one of the places."""
    return partial(_killed_at, *PLACES[place])


@contextmanager
def _killed_at(target: str, number: int, when: str) -> Iterator[None]:
    owner, name = resolve_name(target.rpartition(".")[0]), target.rpartition(".")[2]
    original = getattr(owner, name)
    calls = []

    def call_or_die(*arguments, **named):
        if not when.endswith("PUT") or arguments[1].method == "PUT":
            calls.append(name)
        if len(calls) < number:
            return original(*arguments, **named)
        if when == "within a PUT":
            arguments[1].body = _DeadlyBody(arguments[1].body)
        if when != "before":
            original(*arguments, **named)
        _die()

    with mock.patch.object(owner, name, call_or_die):
        yield


class _DeadlyBody:
    """Gives half of a body. Whoever reads on dies."""

    def __init__(self, body: Any) -> None:
        self._half = body.read()
        self._half = self._half[: len(self._half) // 2]

    def read(self, *_: Any) -> bytes:
        half, self._half = self._half, b""
        return half or _die()


def _die() -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def short_of_memory() -> Iterator[None]:
    """The scanner may not have more memory than it begins with."""
    with mock.patch("promotion.reading.wasm.MOST_BYTES", 400 * 64 * 1024):
        yield


@contextmanager
def hanging() -> Iterator[None]:
    """No step of the scanner ends."""
    import wasmtime

    from promotion.reading import wasm

    call = wasm.Instance.call
    program = wasmtime.Module(wasm._engine(), '(module (func (export "step") (loop $again br $again)))')

    def call_or_hang(instance, name, *arguments):
        if name == "step":
            instance._functions[name] = wasmtime.Instance(instance._store, program, []).exports(instance._store)[name]
        return call(instance, name, *arguments)

    with mock.patch.object(wasm, "MOST_SECONDS", 1), mock.patch.object(wasm.Instance, "call", call_or_hang):
        yield
