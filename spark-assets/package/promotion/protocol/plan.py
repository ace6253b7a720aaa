"""PLAN: which pending files are promoted now, and in which batches."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from typing import Iterator, List, Optional, Set, Tuple

from promotion.columns.layout import Layout
from promotion.contract import DynamoDbLimit, FileState
from promotion.protocol.gate import Blocked, Gate, read_gate
from promotion.protocol.run import LeasedSource
from promotion.store.keys import file_key
from promotion.store.limits import item_bytes
from promotion.store.table import Item
from promotion.transactions.batch import Batch
from promotion.transactions.batches import MAX_FILES, MAX_MANIFEST_BYTES, batches, described_bytes
from promotion.transactions.input_file import ROW_ATTRIBUTES, InputFile

#: How many pending rows one plan reads. The window of the next plan begins where this one ends, so memory does not grow with
#: the number of pending files. It is enough for five full batches of the smallest files, and takes about 1 KB a file.
MAX_ROWS = 5 * MAX_FILES

#: A window also ends when the manifests of its files exceed this, because the reading of a file may be long.
MAX_DESCRIBED_BYTES = 8 * MAX_MANIFEST_BYTES

#: What a plan reads of a file's row. ``superseded`` is read only for its size: it grows each time that the key is overwritten.
_ATTRIBUTES = (*ROW_ATTRIBUTES, "state", "reading", "superseded")

#: The bytes of the row's other attributes, rounded up: the dialect, times and names of versions.
_OTHER_ATTRIBUTES_BYTES = 4096


@dataclass(frozen=True)
class Window:
    """The pending rows that a plan may read: at most ``rows`` with sort keys above ``after`` and up to ``until``."""

    after: str
    until: str
    rows: int


@dataclass(frozen=True)
class Plan:
    """What one reading of the tables allows. ``layout`` and ``epoch`` come from one head.

    ``rows`` pending rows were read, the last of which has the sort key ``reached``.
    """

    batches: Tuple[Batch, ...]
    layout: Layout
    epoch: int
    rows: int
    reached: str


def plan(source: LeasedSource, bound: int, window: Window) -> Plan | Blocked | None:
    """Plans the pending files of a window. None: the source has no head yet.

    For each page it reads the pending rows, then their files, then the head, then the verdicts. So no file is judged by a
    head that is older than its row, and a version that is decided later moves the head's epoch. Of each row it reads only
    what a manifest says. It skips files of rejected versions.

    Raises PlanOutdated if the epoch moved between two pages, and LeaseLost.
    """
    gate: Optional[Gate] = None
    going: List[InputFile] = []
    readings: Set[str] = set()
    rows, described, reached = 0, 0, window.after
    for page in _pages(source, window):
        files = source.run.ledger.get_many(source.source_id, [file_key(row["ingest_id"]) for row in page], _ATTRIBUTES)
        found = read_gate(source, gate)
        if not isinstance(found, Gate):
            return found
        gate = found
        gate.learn_verdicts(source, files.values())
        for row in files.values():
            if row["state"] != FileState.PENDING or row["registry_version"] in gate.rejected:
                continue
            file = _input_file(source, row)
            described += described_bytes(file, readings)
            readings.add(file.reading)
            going.append(file)
        rows, reached = rows + len(page), page[-1]["sk"]
        if described > MAX_DESCRIBED_BYTES:
            break
    if gate is None:
        found = read_gate(source, None)
        if not isinstance(found, Gate):
            return found
        gate = found
    return Plan(batches(source.source_id, going, bound), gate.layout, gate.epoch, rows, reached)


def _input_file(source: LeasedSource, row: Item) -> InputFile:
    # Files of a source share a handful of readings, so each of these is kept once.
    reading = sys.intern(source.run.large_maps.text(row["reading"]))
    return InputFile.from_row(row, reading, item_bytes(row) + _OTHER_ATTRIBUTES_BYTES)


def _pages(source: LeasedSource, window: Window) -> Iterator[List[Item]]:
    """The pending rows of a window, the oldest date first. The files of a page are read together."""
    found = source.run.ledger.between(source.source_id, window.after, window.until)
    rows = islice((row for row in found if row["sk"] != window.after), window.rows)
    while page := list(islice(rows, DynamoDbLimit.BATCH_GET_KEYS)):
        yield page
