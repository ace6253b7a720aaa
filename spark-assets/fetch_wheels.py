#!/usr/bin/env python3
"""Fetches the wheels that wheels.txt pins into wheels/. They ship with the package, because a cluster has no internet.

They are not one zip of sources: boto3 reads data files beside its sources, which it could not do inside a zip.
Does nothing if the folder already holds exactly the pinned files.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINNED = HERE / "wheels.txt"
WHEELS = HERE / "wheels"

# The Python of the cluster's job and the processor of its machines, whatever machine fetches the wheels.
TARGET = ["--python-version", "3.11", "--implementation", "cp", "--abi", "abi3", "--abi", "none", "--platform", "manylinux2014_x86_64"]


def main() -> None:
    pinned = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", PINNED.read_text()))
    if hashes(WHEELS) == pinned:
        return
    with tempfile.TemporaryDirectory(dir=HERE) as work:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            + ["--require-hashes", "--only-binary=:all:", *TARGET, "--dest", work, "-r", str(PINNED)],
            check=True,
        )
        fetched = hashes(Path(work))
        if fetched != pinned:
            sys.exit(f"pip fetched {len(fetched)} wheels, {PINNED} pins {len(pinned)}; list every wheel with one hash")
        shutil.rmtree(WHEELS, ignore_errors=True)
        WHEELS.mkdir()
        for wheel in Path(work).glob("*.whl"):
            shutil.move(str(wheel), WHEELS / wheel.name)


def hashes(folder: Path) -> set:
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()} if folder.is_dir() else set()


if __name__ == "__main__":
    main()
