"""A program in WebAssembly cannot hang a task, and cannot take more memory than it may."""

import gc
import time
import weakref

import pytest
import wasmtime

from promotion.reading import wasm
from promotion.reading.wasm import Instance, WasmStopped

PROGRAM = """
(module
  (import "host" "toDouble" (func $double (param i32 i32) (result f64)))
  (memory (export "memory") 1)
  (global (export "WINDOW") i32 (i32.const 1024))
  (global (export "count") (mut i32) (i32.const 5))
  (func (export "hang") (loop $again br $again))
  (func (export "crash") unreachable)
  (func (export "outside") (drop (i32.load (i32.const 100000000))))
  (func (export "deeper") (call 4))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "store") (i32.store (i32.const 70000) (i32.const 7)))
  (func (export "convert") (result f64) (call $double (i32.const 0) (i32.const 3)))
)
"""


def to_double(caller, at, length):
    return float(bytes(caller["memory"].read(caller, at, at + length)))


@pytest.fixture(scope="module")
def module():
    return wasmtime.Module(wasm._engine(), PROGRAM)


@pytest.fixture
def program(module, monkeypatch):
    monkeypatch.setattr(wasm, "MOST_BYTES", 1 << 20)
    return Instance(module, {"toDouble": to_double})


def test_a_program_that_hangs_is_stopped(program, monkeypatch):
    monkeypatch.setattr(wasm, "MOST_SECONDS", 2)
    began = time.monotonic()
    with pytest.raises(WasmStopped, match="hang was stopped"):
        program.call("hang")
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("name", ["crash", "outside", "deeper"])
def test_a_program_that_crashes_is_an_error(program, name):
    with pytest.raises(WasmStopped, match=f"{name} was stopped with 65536 bytes of memory: "):
        program.call(name)


def test_a_program_gets_no_more_memory_than_it_may_have(program):
    assert program.call("grow", 10) == 1
    assert program.call("grow", 10) == -1


def test_memory_is_found_after_it_has_grown(program):
    assert program.constants == {"WINDOW": 1024}
    assert len(program.memory) == 65536
    program.call("grow", 1)
    program.call("store")
    assert len(program.memory) == 2 * 65536
    assert program.words[70000 >> 2] == 7 and program.memory[70000] == 7


def test_a_program_may_ask_its_host(program):
    program.memory[0:3] = b"1.5"
    assert program.call("convert") == 1.5


def test_an_error_of_the_host_is_passed_on(program):
    program.memory[0:3] = b"abc"
    with pytest.raises(ValueError):
        program.call("convert")


def test_the_memory_of_a_program_is_freed_with_it(module):
    program = Instance(module, {"toDouble": to_double})
    gone = weakref.ref(program._store)
    del program
    assert gone() is None
    gc.collect()
