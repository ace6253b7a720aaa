"""What a contender wrote, as sums that any other contender must reach too. This is not measured."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Dict, Mapping

import duckdb
from objects import Objects
from schema import columns_of, normalised, quoted


def fingerprint(task: Mapping[str, Any]) -> Dict[str, str]:
    """The number of rows, and sums of hashes: of whole rows, and of each column. They do not depend on the order of rows and objects.

    A row is its source, its date and the columns of the data. The lineage columns, which only the job writes, are left out.
    """
    # Past the proxy, so that these requests are not counted.
    objects = Objects(os.environ["AWS_ENDPOINT_URL"])
    bucket = task["curated_bucket"]
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        keys = [key for key in objects.keys(bucket, "curated/") if key.endswith(".parquet")]
        objects.fetch(bucket, keys, Path(scratch))
        columns = {"source": "source", "date": "date"}
        columns.update({name: normalised(quoted(name), of) for name, of in columns_of(task["paths"]).items()})
        hashed = {"whole rows": ", ".join(columns.values()), **columns}
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            f"SELECT count(*), {', '.join(f'sum(hash({values})::HUGEINT)' for values in hashed.values())} "
            "FROM read_parquet($files, hive_partitioning = true, hive_types_autocast = false)",
            {"files": [str(Path(scratch, key)) for key in keys]},
        ).fetchone()
        return dict(zip(["rows", *hashed], map(str, found)))
