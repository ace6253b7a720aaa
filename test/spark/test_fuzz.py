"""The job's reader stores what the plain reader of the functions' tests finds, in random files under random schemas.

The functions' tests read the same kinds of files with their own host of the scanners (``test/filling``).
"""

import base64
import datetime as dt
import hashlib
import json
import math
import os
import random
import struct
import subprocess
from decimal import Decimal

import pytest
from filling import Filling, Raw
from fixtures import ROOT

from promotion.reading import fill_batch, scanner

#: How many files of each format. FUZZ_FILES asks for more, and FUZZ_SEED for others.
FILES = int(os.environ.get("FUZZ_FILES", 1500))
SEED = int(os.environ.get("FUZZ_SEED", 20261124))

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


@pytest.fixture(scope="module")
def cases():
    command = ["npx", "tsx", "test/filling/write-cases.ts", str(FILES), str(SEED)]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    return [json.loads(line) for line in lines]


def plain(value, column, names):
    """A value in the form that the plain reader gives it (``test/filling/support/plain-values.ts``)."""
    if value is None or column.type in ("string", "json", "boolean"):
        return value
    if column.type == "map":
        return [[key, plain(each, column.element, names)] for key, each in value]
    if column.type == "array":
        return [plain(each, column.element, names) for each in value]
    if column.type == "struct":
        return [plain(value[names[field.path]], field, names) for field in column.fields]
    if column.type == "double":
        return struct.pack(">d", math.nan if math.isnan(value) else value).hex()
    if column.type == "date":
        return str((value - EPOCH.date()).days)
    if column.type == "timestamp":
        return str((value - EPOCH) // dt.timedelta(milliseconds=1))
    if isinstance(value, Decimal):
        sign, digits, _ = value.as_tuple()
        return str((-1 if sign else 1) * int("".join(map(str, digits))))
    return str(value)


def digest(filling):
    layout = filling.layout
    hashed = hashlib.sha256()
    for row in filling.rows:
        values = [plain(row[layout.names[column.path]], column, layout.names) for column in layout.columns]
        hashed.update(f"{json.dumps(values, ensure_ascii=False, separators=(',', ':'))}\n".encode())
    return hashed.hexdigest()


def reason(fault):
    """The reason for which the job holds a file with the fault."""
    return fault if fault in (None, "no_column") else "unreadable_value"


def test_the_columns_hold_what_the_plain_reader_finds_however_files_are_cut_and_stored(cases, monkeypatch):
    draw = random.Random(SEED)
    compared = 0
    for number, case in enumerate(cases):
        faults = [file["fault"] for file in case["files"]]
        if "unchecked_duplicate" in faults:
            continue
        monkeypatch.setattr(scanner, "_PIECE_BYTES", draw.choice([1 << 20, 1 << 20, draw.randrange(1, 64)]))
        monkeypatch.setattr(fill_batch, "ROW_GROUP_BYTES", draw.choice([1 << 26, 1 << 26, 2000, 100]))
        filling = Filling(dict(case["schema"]), [Raw(base64.b64decode(file["bytes"]), file["plan"]) for file in case["files"]])
        shown = f"case {number}: {case['format']} {case['schema']} {case['files']}"[:5000]
        assert [fault and fault[0] for fault in filling.faults] == [reason(fault) for fault in faults], shown
        if not any(faults):
            assert digest(filling) == case["digest"], shown
            compared += 1
    assert compared > len(cases) / 2
