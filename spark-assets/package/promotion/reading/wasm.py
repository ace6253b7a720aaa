"""WebAssembly with limits: a program that hangs or wants too much memory is stopped, and cannot do anything else."""

from __future__ import annotations

import ctypes
import threading
import time
from functools import lru_cache
from importlib.resources import files
from typing import Any, Callable, Dict, Mapping

import wasmtime

#: A call works on a piece of a file, so it takes milliseconds.
MOST_SECONDS = 60

#: The input window, the columns of a row group, and room for the longest record. That may become fifty times as large in columns: a
#: list of empty objects has a row of all their fields for every three bytes. The executors have twice as much for each process.
MOST_BYTES = 1024**3

_TICK_SECONDS = 1


class WasmStopped(RuntimeError):
    """The program broke a limit, or it crashed. No file is to blame for that."""


class Instance:
    """A program in a memory of its own. ``host`` are the functions that it imports from its host, by their names."""

    def __init__(self, module: wasmtime.Module, host: Mapping[str, Callable[..., Any]]) -> None:
        self._store = wasmtime.Store(_engine())
        self._store.set_limits(memory_size=MOST_BYTES)
        self._start_clock()
        imports = [wasmtime.Func(self._store, each.type, host[each.name], access_caller=True) for each in module.imports]
        exports = wasmtime.Instance(self._store, module, imports).exports(self._store)
        self._functions = {name: each for name, each in exports.items() if isinstance(each, wasmtime.Func)}
        self._memory: wasmtime.Memory = exports["memory"]
        #: Exported constants have names in capitals.
        self.constants: Dict[str, int] = {
            name: each.value(self._store) for name, each in exports.items() if isinstance(each, wasmtime.Global) and name.isupper()
        }
        #: Where the memory begins in this process.
        self.base = 0
        #: The memory as bytes, and as unsigned numbers of four bytes. Take them again after every call.
        self.memory = memoryview(b"")
        self.words = self.memory.cast("I")
        self._look_at_memory()

    def call(self, name: str, *arguments: int) -> Any:
        """Calls an exported function. A call without arguments costs much less than one with them. Raises WasmStopped."""
        self._start_clock()
        try:
            return self._functions[name](self._store, *arguments)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            why = " ".join(str(error).split())
            raise WasmStopped(f"{name} was stopped with {self._memory.data_len(self._store)} bytes of memory: {why}") from error
        finally:
            self._look_at_memory()

    def _start_clock(self) -> None:
        self._store.set_epoch_deadline(MOST_SECONDS // _TICK_SECONDS)

    def _look_at_memory(self) -> None:
        """Every call may move the memory, or make it larger."""
        base, size = ctypes.addressof(self._memory.data_ptr(self._store).contents), self._memory.data_len(self._store)
        if (base, size) == (self.base, len(self.memory)):
            return
        self.base = base
        self.memory = memoryview((ctypes.c_ubyte * size).from_address(base)).cast("B")
        self.words = self.memory.cast("I")


@lru_cache(maxsize=None)
def compiled(name: str) -> wasmtime.Module:
    """The module of a file in this folder. It is compiled once in a process."""
    return wasmtime.Module(_engine(), files("promotion.reading").joinpath(name).read_bytes())


@lru_cache(maxsize=None)
def _engine() -> wasmtime.Engine:
    config = wasmtime.Config()
    config.epoch_interruption = True
    engine = wasmtime.Engine(config)
    threading.Thread(target=_tick, args=(engine,), name="wasm-clock", daemon=True).start()
    return engine


def _tick(engine: wasmtime.Engine) -> None:
    """The clock by which calls are stopped. A daemon thread, so it ends with the process."""
    while True:
        time.sleep(_TICK_SECONDS)
        engine.increment_epoch()
