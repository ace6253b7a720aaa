"""Writes record batches as one Parquet file, as Athena, Trino and Spark read it."""

from __future__ import annotations

from itertools import chain
from typing import IO, Iterator

import arro3.io

from promotion.reading.arrow import Array, Field, Stream

#: Level 3 takes noticeably longer, and its objects are hardly smaller.
_COMPRESSION = "zstd(1)"

#: A dictionary that outgrows this does not pay. The writer then gives it up for the rest of the row group. Smaller and larger
#: limits made objects of real records larger and slower to write.
_DICTIONARY_BYTES = 256 * 1024

#: Rows of a row group. With fewer, a batch whose first records are very long would have thousands of row groups.
_FEWEST_ROWS, _MOST_ROWS = 1 << 14, 1 << 20


def write_parquet(schema: Field, batches: Iterator[Array], file: IO[bytes]) -> None:
    """Writes the batches in row groups that have as many rows as the first batch, if that is neither few nor many.

    Errors of ``batches`` are passed on.
    """
    first = next(batches, None)
    rows = first.length if first else _MOST_ROWS
    stream = Stream(schema, chain([] if first is None else [first], batches))
    try:
        arro3.io.write_parquet(
            stream,
            file,
            compression=_COMPRESSION,
            dictionary_page_size_limit=_DICTIONARY_BYTES,
            max_row_group_size=min(_MOST_ROWS, max(_FEWEST_ROWS, rows)),
            # Readers would trust Arrow's own types more than the table's.
            skip_arrow_metadata=True,
        )
    except Exception:
        if stream.error is not None:
            raise stream.error from None
        raise
