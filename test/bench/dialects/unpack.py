"""Copies files out of a package's archive: `unpack.py ARCHIVE ROOT TARGET LIST`. The list has their paths below the root, one a line.

A root such as `folder/inner.tar.gz!data` is a folder in an archive in the archive.
"""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import BinaryIO, Iterable, Iterator, Tuple


def unpack(archive: BinaryIO, name: str, root: str, paths: Iterable[str]) -> Iterator[Tuple[str, bytes]]:
    inner, mark, below = root.partition("!")
    if mark:
        [(_, packed)] = unpack(archive, name, "", [inner])
        yield from unpack(io.BytesIO(packed), inner, below, paths)
        return
    names = {f"{root}/{path}" if root else path: path for path in paths}
    if name.endswith(".whl"):
        with zipfile.ZipFile(archive) as wheel:
            yield from ((path, wheel.read(stored)) for stored, path in names.items())
        return
    with tarfile.open(fileobj=archive) as tar:
        for member in tar:
            stored = tar.extractfile(member) if member.name in names else None
            if stored is not None:
                yield names[member.name], stored.read()


def main(archive: str, root: str, target: str, wanted: str) -> None:
    missing = set(Path(wanted).read_text(encoding="utf-8").splitlines())
    with open(archive, "rb") as file:
        for path, content in unpack(file, archive, root, sorted(missing)):
            Path(target, path).parent.mkdir(parents=True, exist_ok=True)
            Path(target, path).write_bytes(content)
            missing.discard(path)
    if missing:
        raise SystemExit(f"{archive} has no {', '.join(sorted(missing))} below {root!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
