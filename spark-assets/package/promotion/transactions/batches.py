"""How pending files are cut into batches."""

from __future__ import annotations

from typing import Iterable, List, Optional, Set, Tuple

from promotion.transactions.batch import Batch
from promotion.transactions.input_file import CsvDialect, InputFile

MEGABYTE = 1024 * 1024

#: One task reads a batch, so that smaller batches use more cores and larger ones give better objects; measured.
SMALLEST_BOUND = 128 * MEGABYTE
LARGEST_BOUND = 512 * MEGABYTE

#: Files of a batch are named one by one in a manifest and in the reader's filter.
MAX_FILES = 4000

#: Bytes of a manifest before it is packed, about. Only names of many columns make it this large.
MAX_MANIFEST_BYTES = 8 * MEGABYTE

#: Files of each dialect of raw CSV are a read of their own within the one job of a batch; all others count as one.
MAX_DIALECTS = 16


def input_bound(pending_bytes: int, cores: int) -> int:
    """The raw bytes of a batch that share what is pending evenly among the cores, twice over."""
    return min(LARGEST_BOUND, max(SMALLEST_BOUND, pending_bytes // (2 * cores)))


def batches(source_id: str, files: Iterable[InputFile], bound: int) -> Tuple[Batch, ...]:
    """Batches of one date each, in the order of receipt, of at most ``bound`` raw bytes; a larger file is alone."""
    made: List[Batch] = []
    batch: List[InputFile] = []
    size = described = 0
    dialects: Set[Optional[CsvDialect]] = set()
    for file in sorted(files, key=lambda f: (f.date, f.ingest_id)):
        # A manifest repeats the dialect with each of its files.
        its_description = file.described_bytes + (file.csv.described_bytes if file.csv else 0)
        full = batch and (
            batch[0].date != file.date
            or size + file.bytes > bound
            or described + its_description > MAX_MANIFEST_BYTES
            or len(batch) == MAX_FILES
            or len(dialects | {file.csv}) > MAX_DIALECTS
        )
        if full:
            made.append(Batch(source_id, batch[0].date, tuple(batch)))
            batch, size, described, dialects = [], 0, 0, set()
        batch.append(file)
        size += file.bytes
        described += its_description
        dialects.add(file.csv)
    if batch:
        made.append(Batch(source_id, batch[0].date, tuple(batch)))
    return tuple(made)
