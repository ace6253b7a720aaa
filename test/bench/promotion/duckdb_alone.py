"""DuckDB without Spark: it fetches the files, converts them on the local disk and stores the result."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Mapping

import duckdb
from objects import Objects
from schema import columns_of, duckdb_type

#: As many as Spark has.
_THREADS = 2


def promote(task: Mapping[str, Any]) -> None:
    objects = Objects(os.environ["AWS_ENDPOINT_URL_S3"])
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(config={"threads": _THREADS}) as connection:
        fetched, written = Path(scratch, "in"), Path(scratch, "out")
        objects.fetch(task["raw_bucket"], task["keys"], fetched)
        columns = {name: duckdb_type(of) for name, of in columns_of(task["paths"]).items()}
        # Dates in the names of folders stay text, as in the other programs.
        options = "columns = $columns, hive_partitioning = true, hive_types_autocast = false"
        reader = f"read_json($files, format = 'newline_delimited', {options})"
        if task["format"] == "csv":
            reader = f"read_csv($files, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', {options})"
        connection.execute(
            f"COPY (SELECT * FROM {reader}) TO '{written}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (source, date))",
            {"files": [str(fetched / key) for key in task["keys"]], "columns": columns},
        )
        objects.store(written, task["curated_bucket"], "curated/")
