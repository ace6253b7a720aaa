"""What the host of the scanners repeats of the profiler's sources is what they say."""

import re

from fixtures import ROOT

from promotion.reading import scanner

CORE = ROOT / "lambda-src" / "core"


def test_values_may_be_as_deep_as_in_the_profiler():
    (depth,) = re.findall(r"^  DEPTH: (\d+),$", (CORE / "formats" / "bounds.ts").read_text(), re.MULTILINE)
    assert scanner.MOST_DEPTH == int(depth)


def test_every_fault_of_a_record_has_its_name_here():
    codes = re.findall(r"^export const (\w+): i32", (CORE / "scanner" / "common" / "fault-codes.ts").read_text(), re.MULTILINE)
    # A scanner that fills columns asks its host about no path.
    assert list(scanner.UNREADABLE) == [name for name in codes if name != "PATH_REFUSED"]
