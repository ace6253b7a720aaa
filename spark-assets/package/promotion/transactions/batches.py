"""How pending files are cut into batches."""

from __future__ import annotations

from typing import Iterable, List, Set, Tuple

from promotion.transactions.batch import Batch
from promotion.transactions.input_file import InputFile

MEGABYTE = 1024 * 1024

#: The limits of ``input_bound``, as measured. One task reads a batch, so smaller batches use more cores; larger ones give better objects.
SMALLEST_BOUND = 128 * MEGABYTE
LARGEST_BOUND = 512 * MEGABYTE

#: How many files a batch may have. The manifest names each of them.
MAX_FILES = 4000

#: About how many bytes a manifest may have before compression. Only readings that differ from file to file make it this large:
#: those with the names of many columns, or with the places of many bad records.
MAX_MANIFEST_BYTES = 8 * MEGABYTE


def input_bound(pending_bytes: int, cores: int) -> int:
    """The most raw bytes of a batch: about two batches for each core, if the limits allow."""
    return min(LARGEST_BOUND, max(SMALLEST_BOUND, pending_bytes // (2 * cores)))


def batches(source_id: str, files: Iterable[InputFile], bound: int) -> Tuple[Batch, ...]:
    """Batches of one date each, in the order of receipt, with at most ``bound`` raw bytes. A larger file has a batch of its own."""
    made: List[Batch] = []
    batch: List[InputFile] = []
    size = described = 0
    readings: Set[str] = set()
    for file in sorted(files, key=lambda f: (f.date, f.ingest_id)):
        is_full = batch and (
            batch[0].date != file.date
            or size + file.bytes > bound
            or described + described_bytes(file, readings) > MAX_MANIFEST_BYTES
            or len(batch) == MAX_FILES
        )
        if is_full:
            made.append(Batch(source_id, batch[0].date, tuple(batch)))
            batch, size, described, readings = [], 0, 0, set()
        batch.append(file)
        size += file.bytes
        described += described_bytes(file, readings)
        readings.add(file.reading)
    if batch:
        made.append(Batch(source_id, batch[0].date, tuple(batch)))
    return tuple(made)


def described_bytes(file: InputFile, readings: Set[str]) -> int:
    """About how many bytes the file adds to manifests that have these readings."""
    return file.described_bytes + (0 if file.reading in readings else len(file.reading))
