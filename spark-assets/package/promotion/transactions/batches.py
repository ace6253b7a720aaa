"""How pending files are cut into batches."""

from __future__ import annotations

from typing import Iterable, List, Optional, Set, Tuple

from promotion.transactions.batch import Batch
from promotion.transactions.input_file import CsvDialect, InputFile

MEGABYTE = 1024 * 1024

#: The limits of ``input_bound``, as measured. One task reads a batch, so smaller batches use more cores; larger ones give better objects.
SMALLEST_BOUND = 128 * MEGABYTE
LARGEST_BOUND = 512 * MEGABYTE

#: How many files a batch may have. Manifest and reader's filter name each of them.
MAX_FILES = 4000

#: About how many bytes a manifest may have before compression. Only the names of many columns make it this large.
MAX_MANIFEST_BYTES = 8 * MEGABYTE

#: How many dialects of raw CSV a batch may have. Each dialect takes a read of its own; all other files count as one dialect.
MAX_DIALECTS = 16


def input_bound(pending_bytes: int, cores: int) -> int:
    """The most raw bytes of a batch: about two batches for each core, if the limits allow."""
    return min(LARGEST_BOUND, max(SMALLEST_BOUND, pending_bytes // (2 * cores)))


def batches(source_id: str, files: Iterable[InputFile], bound: int) -> Tuple[Batch, ...]:
    """Batches of one date each, in the order of receipt, with at most ``bound`` raw bytes. A larger file has a batch of its own."""
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
