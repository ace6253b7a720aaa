"""Objects of S3 as local files, for the programs that read no S3 themselves."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterable, List

from pyarrow.fs import FileSelector, S3FileSystem

#: How many objects are fetched or stored at once.
_AT_ONCE = 32


class Objects:
    """The objects behind one endpoint."""

    def __init__(self, endpoint: str) -> None:
        # One PUT for a small object, instead of an upload in parts.
        self._s3 = S3FileSystem(endpoint_override=endpoint, scheme="http", region=os.environ["AWS_REGION"], allow_delayed_open=True)

    def fetch(self, bucket: str, keys: Iterable[str], folder: Path) -> None:
        """Stores each object as a file under the folder, with its key as the path."""

        def fetch(key: str) -> None:
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            # Not as a stream, which would take one request for each 256 KB.
            with self._s3.open_input_file(f"{bucket}/{key}") as file:
                path.write_bytes(file.read())

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(fetch, keys))

    def store(self, folder: Path, bucket: str, prefix: str) -> None:
        """Stores every file under the folder as an object. Its key is the prefix and the path within the folder."""

        def store(path: Path) -> None:
            with self._s3.open_output_stream(f"{bucket}/{prefix}{path.relative_to(folder)}") as stream:
                stream.write(path.read_bytes())

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(store, (path for path in folder.rglob("*") if path.is_file())))

    def keys(self, bucket: str, prefix: str) -> List[str]:
        """The keys of all objects under a prefix."""
        found = self._s3.get_file_info(FileSelector(f"{bucket}/{prefix}", recursive=True))
        return [info.path.partition("/")[2] for info in found if info.is_file]
