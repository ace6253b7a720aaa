"""Runs the fault tests on each mutant of the promotion package.

    npx tsx local/python.ts test/faults/run_mutants.py [word…]      only mutants whose file or rule has one of the words

Exits with 1 unless the tests pass on the package as it is and fail on every mutant.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Optional, Sequence

from mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "spark-assets" / "package"

#: A mutant that makes a driver loop is caught too.
_MAX_SECONDS = 300

#: The tests of the mutants themselves, which only work on the package of the checkout.
_NOT_RUN = "test_mutants.py"


def mutated(mutant: Mutant) -> str:
    """The file with the mutant in it. Raises ValueError unless the text of the mutant occurs there exactly once."""
    text = (PACKAGE / "promotion" / mutant.file).read_text(encoding="utf-8")
    found = text.count(mutant.find)
    if found != 1:
        raise ValueError(f"{mutant.file}: expected {mutant.find!r} once, found it {found} times; correct the mutant ({mutant.rule})")
    return text.replace(mutant.find, mutant.replace)


def main(words: Sequence[str]) -> int:
    chosen = [m for m in MUTANTS if not words or any(word in f"{m.file} {m.rule}" for word in words)]
    for mutant in chosen:
        mutated(mutant)
    if _caught_by(None) is not None:
        print("The fault tests fail on the package as it is; fix that first")
        return 1
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(_caught_by, chosen)
        survivors = 0
        for mutant, caught_by in zip(chosen, results):
            survivors += caught_by is None
            print(f"{'SURVIVED' if caught_by is None else 'caught  '}  {mutant.file}: {mutant.rule}" + (f" ({caught_by})" if caught_by else ""))
            sys.stdout.flush()
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants caught")
    return 1 if survivors else 0


def _caught_by(mutant: Optional[Mutant]) -> Optional[str]:
    """The test that fails on the mutant, or on the package as it is; None if none does."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        package = Path(folder) / "package"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        if mutant:
            (package / "promotion" / mutant.file).write_text(mutated(mutant), encoding="utf-8")
        command = [
            sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", str(ROOT / "test" / "faults"),
            f"--ignore={ROOT / 'test' / 'faults' / _NOT_RUN}",
        ]
        environment = {**os.environ, "PROMOTION_PACKAGE": str(package), "WHOLE_FAULTS": "", "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_MAX_SECONDS)
        except subprocess.TimeoutExpired:
            return "no end"
    if ended.returncode == 0:
        return None
    failed = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if ended.returncode != 1 or not failed:
        raise RuntimeError(f"the fault tests did not run: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return failed[0].partition("::")[2].partition(" ")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
