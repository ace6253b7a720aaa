"""Random files that the profiler accepts, with contents on which readers disagree."""

from __future__ import annotations

import gzip
import json
import random
import struct
from typing import Callable, Dict, Iterator, List, Tuple

#: (name, family, bytes)
File = Tuple[str, str, bytes]

_ROWS = 300

_NASTY = (
    list("aZ09 \t'\"\\/,;|#=+-.:@%{}[]é€") + ["\0", "\x01", "\x1c", "\x7f", "\x85", "\u2028", "\ufeff", "\uffff", "🦆", "e\u0301", '""', "\\N", "NaN"]
)
_BREAKS = ["\n", "\r", "\r\n", "\n\n", "\n\r"]
_NAMES = ["id", "_metadata", "__corrupt", "a.b", "tick`ed", 'quo"ted', "#hash", " padded ", "é", "$", "_c0", "x[]"]


def generated_files(seed: int) -> Iterator[File]:
    """One file for each way to write the two formats. Half of them are packed."""
    for number, (name, family, text) in enumerate(_texts(seed)):
        body = text.encode()
        yield (f"{name}.gz", family, gzip.compress(body, mtime=0)) if number % 4 in (1, 2) else (name, family, body)


def _texts(seed: int) -> Iterator[Tuple[str, str, str]]:
    for delimiter, named in ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")):
        for row_end in ("\n", "\r\n"):
            # Nothing shows the delimiter in a file of one column.
            for columns in (1, 4) if delimiter == "," else (4,):
                for broken in (False, True):
                    name = f"{named}-{'lf' if row_end == chr(10) else 'crlf'}-{columns}-{'broken' if broken else 'whole'}.csv"
                    draw = random.Random(f"{seed} {name}")
                    yield name, "csv", _mark(draw) + _csv(draw, delimiter, row_end, columns, broken)
    every_end = ["\n", "\r\n", "\r", "\n \t\n"]
    for name, ends in (
        ("mixed", every_end), ("crlf", ["\r\n"]), ("cr", ["\r"]), ("concatenated", ["", " ", *every_end]), ("lf", ["\n"])
    ):
        draw = random.Random(f"{seed} {name}")
        yield f"{name}.ndjson", "json", _mark(draw) + _ndjson(draw, ends)


def _mark(draw: random.Random) -> str:
    return draw.choice(["", "\ufeff"])


def _csv(draw: random.Random, delimiter: str, row_end: str, columns: int, broken: bool) -> str:
    alphabet = _NASTY + (_BREAKS if broken else [])
    names = draw.sample(_NAMES, columns)
    if broken and draw.randrange(2):
        names[-1] += draw.choice(_BREAKS) + "x"
    if "$" in names[2:3]:
        # Above cells that have no letters either, nothing shows that this is a name.
        names[2], names[0] = names[0], names[2]
    makers: List[Callable[[], str]] = [lambda: "".join(draw.choices(alphabet, k=draw.randrange(6)))] * columns
    if columns > 1:
        # One column is typed, and the cells of another are often only characters that Java takes for white space.
        makers[1] = lambda: draw.choice(["", "1", "-20", "300", "2.5", "1e5", "NaN"])
        makers[2] = lambda: "".join(draw.choices(" \t\0\x1f", k=draw.randrange(3)))
    rows = [names] + [[make() for make in makers] for _ in range(_ROWS)]
    if columns > 1:
        rows += [["", "", "", ""], [" ", "", "\t", "\x01"]]
    lines = [delimiter.join(_cell(draw, cell, delimiter) for cell in row) for row in rows]
    # A file that begins like JSON is refused, and a row of nothing but delimiters does not count.
    text = row_end.join(line if line.strip(delimiter) else '""' + line for line in lines)
    return text + row_end * draw.randrange(2)


def _cell(draw: random.Random, cell: str, delimiter: str) -> str:
    # Other delimiters are quoted too, so that none of them looks like the delimiter of the file.
    needed = cell.startswith('"') or any(c in cell for c in (delimiter, *",;|\n\r"))
    if needed or draw.randrange(4) == 0:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _ndjson(draw: random.Random, ends: List[str]) -> str:
    makers: Dict[str, Callable[[], str]] = {
        "b": lambda: draw.choice(["true", "false"]),
        "i": lambda: str(draw.choice([0, -1, 2**53, -(2**53), draw.randrange(-(10**9), 10**9)])),
        "wide": lambda: str(draw.choice([2**63 - 1, -(2**63), draw.randrange(-(2**63), 2**63)])),
        "decimal": lambda: str(draw.randrange(-(10**38) + 1, 10**38)),
        "d": lambda: _double(draw),
        "s": lambda: _string(draw),
        "_metadata": lambda: _string(draw),
        "__corrupt": lambda: _string(draw),
        "list": lambda: _list(draw, lambda: _double(draw)),
        "grid": lambda: _list(draw, lambda: _list(draw, lambda: _string(draw))),
    }
    makers["o"] = lambda: _object(draw, {'k"': makers["s"], "": makers["wide"], "p.q": makers["list"], "n\n": makers["d"]})
    makers["objects"] = lambda: _list(draw, makers["o"])
    records = [_object(draw, makers) for _ in range(_ROWS)]
    return "".join(draw.choice(["", " ", "\t "]) + record + draw.choice(["", " "]) + draw.choice(ends) for record in records)


def _object(draw: random.Random, makers: Dict[str, Callable[[], str]]) -> str:
    members = [
        f"{json.dumps(name)}{draw.choice(['', ' '])}:{draw.choice(['', ' '])}{'null' if draw.randrange(8) == 0 else make()}"
        for name, make in draw.sample(list(makers.items()), len(makers))
        if draw.randrange(8)
    ]
    return "{" + ",".join(members) + "}"


def _list(draw: random.Random, make: Callable[[], str]) -> str:
    return "[" + ", ".join(draw.choice(["null", make(), make(), make()]) for _ in range(draw.randrange(4))) + "]"


def _double(draw: random.Random) -> str:
    (value,) = struct.unpack("<d", draw.randbytes(8))
    digits = "".join(draw.choices("0123456789", k=draw.randrange(1, 40)))
    return draw.choice([
        repr(value) if value == value and abs(value) != float("inf") else "0.1",
        f"{draw.randrange(10)}.{digits}", f"-0.{digits}E-{draw.randrange(320)}", f"{draw.randrange(1, 10)}{digits}e-30", "-0.0", "-0e0", "5e-324",
        "1.7976931348623157e308", "1.00", str(draw.randrange(1, 100)),
    ])


def _string(draw: random.Random) -> str:
    def spelled(character: str) -> str:
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        return draw.choice([plain, json.dumps(character)[1:-1], "\\/" if character == "/" else plain])

    return '"' + "".join(map(spelled, draw.choices(_NASTY + _BREAKS, k=draw.randrange(6)))) + '"'
