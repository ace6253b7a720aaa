"""The task of a batch without Spark: how fast it fills columns, and how much memory it takes."""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median
from typing import Any, Dict, Mapping, Sequence, Tuple

# The processes of real tasks have loaded it too, and it counts as their memory.
import pyspark.worker  # noqa: F401
from schema import layout_of

from promotion.reading.columns import Columns
from promotion.reading.fill_batch import ROW_GROUP_BYTES, fill_batch
from promotion.reading.order import FillOrder
from promotion.reading.reading_plan import ReadingPlan
from promotion.reading.scanner import Scanner
from promotion.reading.stored import records_text
from promotion.transactions.input_file import InputFile

_PASSES = 3

#: The curated bucket is another one for each task, so keys need not differ.
_STAGED_KEY = "staging/part.parquet"
_DATE = "2026-11-24"


def speed(task: Mapping[str, Any]) -> Dict[str, float]:
    """Megabytes of raw files that become Arrow columns in a second, and the milliseconds that the first file takes.

    Nothing is fetched and nothing is written. The bytes are in memory, and only CPU time counts.
    """
    files = [(Path(file["path"]).read_bytes(), _plan(file["reading"])) for file in task["files"]]
    start = time.process_time()
    columns = Columns(Scanner(task["format"], ROW_GROUP_BYTES), layout_of(task["paths"]))
    _fill(columns, files[:1])
    first = time.process_time() - start
    seconds = [_seconds(columns, files) for _ in range(_PASSES)]
    return {"mb_per_s": sum(len(body) for body, _ in files) / 1e6 / median(seconds), "first_file_ms": first * 1000}


def peak_megabytes(task: Mapping[str, Any]) -> float:
    """The most memory that this process ever had, with the files as one batch."""
    files = tuple(InputFile(date=_DATE, registry_version="version#1", **file) for file in task["files"])
    filled = fill_batch(
        FillOrder(
            raw_bucket=task["raw_bucket"],
            curated_bucket=task["curated_bucket"],
            staged_key=_STAGED_KEY,
            region=task["region"],
            txn="txn",
            planned_at="2026-11-24T08:00:00.000Z",
            layout=layout_of(task["paths"]),
            files=files,
        )
    )
    if filled.records != {file.key: file.records for file in files}:
        raise RuntimeError(f"not all records were read: {filled.faults}")
    # Not the peak that getrusage reports: it begins with that of the process that started this one.
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def _plan(reading: str) -> ReadingPlan:
    return ReadingPlan.from_document(json.loads(reading))


def _seconds(columns: Columns, files: Sequence[Tuple[bytes, ReadingPlan]]) -> float:
    start = time.process_time()
    _fill(columns, files)
    return time.process_time() - start


def _fill(columns: Columns, files: Sequence[Tuple[bytes, ReadingPlan]]) -> None:
    for body, plan in files:
        for _ in columns.scanner.read(plan, columns.cells, records_text(plan, [body], len(body))):
            _take(columns)
    _take(columns)


def _take(columns: Columns) -> None:
    columns.take()
    columns.scanner.clear()
