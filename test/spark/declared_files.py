"""Random files that are read only as their sources declare, and the plain files with the same records."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple

from generated_files import generated_files


@dataclass(frozen=True)
class Declared:
    """A file, what its source declares, and the same records as a file of which nothing must be known."""

    name: str
    family: str
    body: bytes
    plain: bytes
    options: Mapping[str, Any] = field(default_factory=dict)


def declared_files(seed: int) -> Iterator[Declared]:
    """Files for every option, and for combinations of them."""
    for name, family, body in generated_files(seed):
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        text = plain.decode("utf-8-sig")
        draw = random.Random(f"{seed} declared {name}")
        yield from _encoded(name, family, text, draw)
        if family == "json":
            yield from _json(name, text, draw)
        elif "comma" in name or "semicolon" in name:
            yield from _csv(name, text, draw)


def _encoded(name: str, family: str, text: str, draw: random.Random) -> Iterator[Declared]:
    plain = text.encode()
    encoding, mark = draw.choice([("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
    body = mark + text.encode(encoding)
    yield Declared(f"{encoding} {name}", family, gzip.compress(body) if draw.randrange(2) else body, plain)
    if family == "csv":
        western = "".join(c if c.isascii() or c in "é€" else "–ÿ"[ord(c) % 2] for c in text)
        yield Declared(f"latin1 {name}", family, western.encode("windows-1252"), western.encode(), {"csv": {"encoding": "latin1"}})


def _json(name: str, text: str, draw: random.Random) -> Iterator[Declared]:
    plain = text.encode()
    yield Declared(f"null-markers {name}", "json", plain, plain, {"nullMarkers": ["", "a", "é", "NaN", "\0"]})
    if name.startswith("lf"):
        lines = [line for line in text.split("\n") if line.strip()]
        envelope = f'{{"more":[1,{{"a":"]"}}],"data":{{"items":[{", ".join(lines)}]}},"batch":"\u00e9"}}'.encode()
        declared = {"recordsAt": "data.items", "aroundColumns": ["batch"]}
        yield Declared(f"records-at {name}", "json", envelope, _with(lines, lambda _: '"batch":"\u00e9"'), declared)
        keyed = f'{{{",".join(f"{json.dumps(str(number))}: {line}" for number, line in enumerate(lines))}}}'.encode()
        declared = {"recordsAt": "", "keyColumn": "number"}
        yield Declared(f"key-column {name}", "json", keyed, _with(lines, lambda number: f'"number":"{number}"'), declared)
        bad = ['{"b": ', "[1]", '{"b":1,"b":2}', "null x", '{"s":"\\ud800"}', "}" * 50]
        mixed = _among(text, "\n", bad, draw).encode()
        yield Declared(f"bad-records {name}", "json", mixed, plain, {"maxBadRecordRatio": 0.5})
        misfits = ['{"misfit": "x"}', '{"s": "s", "misfit": true} ', '{"misfit": [1]}']
        among = _among(text, "\n", misfits, draw)
        fits = {"maxBadRecordRatio": 0.5, "typeHints": {"misfit": "bigint"}}
        yield Declared(f"misfits {name}", "json", among.encode(), plain, fits)
        elements = [line for line in among.split("\n") if line.strip()]
        yield Declared(f"misfits-in-array {name}", "json", ("[" + " ,\n".join(elements) + "]\n").encode(), plain, fits)
        hints = {"s": "string", "d": "string", "list": "json", "o": "map"}
        yield Declared(f"hints {name}", "json", plain, plain, {"typeHints": hints})


def _with(lines: List[str], member: Callable[[int], str]) -> bytes:
    """The records with one more member each."""
    first = [f"{{{member(number)}{'' if line.strip()[1:].strip() == '}' else ','}" for number, line in enumerate(lines)]
    return "\n".join(start + line.strip()[1:] for start, line in zip(first, lines)).encode()


def _csv(name: str, text: str, draw: random.Random) -> Iterator[Declared]:
    delimiter = "," if "comma" in name else ";"
    plain = text.encode()
    declared: Dict[str, Any] = {"delimiter": delimiter}
    row_end = "\r\n" if "crlf" in name else "\n"
    around = [f"Report{row_end}{row_end}", f"Total{delimiter}3{row_end}sum{row_end}"]
    end = "" if text.endswith(row_end) else row_end
    margins = {"csv": {**declared, "preambleLines": 2, "footerLines": 2}}
    yield Declared(f"margins {name}", "csv", (around[0] + text + end + around[1]).encode(), plain, margins)
    yield Declared(f"separator-line {name}", "csv", f"sep={delimiter}{row_end}{text}".encode(), plain)
    yield Declared(f"null-markers {name}", "csv", plain, plain, {"csv": declared, "nullMarkers": ["NaN", " ", "a", "-20"]})
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(rows[0]) < 2:
        return
    columns = [f"n{number}" for number in range(len(rows[0]))]
    no_header = {"csv": {**declared, "header": False, "columnNames": columns}}
    yield Declared(f"no-header {name}", "csv", plain, _rows([columns, *rows], delimiter), no_header)
    ragged, filled = zip(*(_ragged(row, draw) for row in rows[1:] if any(row)))
    yield from _syntax(name, rows, row_end, draw)
    wide = [f"{line}{delimiter * (0 < len(line) and draw.randrange(2))}" for line in _lines(rows, delimiter)]
    blank = [line for each in [wide[0] + delimiter, *wide[1:]] for line in [each, *[delimiter * 3] * (draw.randrange(9) == 0)]]
    yield Declared(f"nameless {name}", "csv", (row_end.join(blank) + "\x1a").encode(), _rows(rows, delimiter), {"csv": declared})
    yield Declared(
        f"ragged {name}", "csv", _rows([rows[0], *ragged], delimiter), _rows([rows[0], *filled], delimiter),
        {"csv": {**declared, "raggedRows": "fill"}},
    )
    if "broken" not in name:
        header, _, records = text.partition(row_end)
        bad = ['"a"b', delimiter * 9, f'"x"{delimiter}"y"z']
        mixed = header + row_end + _among(records, row_end, bad, draw)
        yield Declared(f"bad-records {name}", "csv", mixed.encode(), plain, {"csv": declared, "maxBadRecordRatio": 0.5})


def _syntax(name: str, rows: List[List[str]], row_end: str, draw: random.Random) -> Iterator[Declared]:
    """Files with other characters than most, and rows that are no records."""
    plain = _rows(rows, "^")

    def escaped(cell: str, meant: str) -> str:
        return "".join("\\" + c if c in meant or draw.randrange(20) == 0 else c for c in cell)

    def cell(text: str, is_quoted: bool) -> str:
        around = draw.choice(["", " ", "\t\u00a0"])
        if is_quoted:
            inside = "''".join(escaped(part, "\\") for part in text.split("'"))
            return f"{around}'{inside}'{around}"
        return around + escaped(text, "\\^'\r\n# \t\u00a0") + around

    def line(row: List[str]) -> str:
        return "^".join(cell(text, not any(row) or draw.randrange(2) == 0) for text in row)

    lines = [each for row in rows for each in [*["# it's"] * draw.randrange(2), line(row), *["^ ^"] * draw.randrange(2)]]
    syntax = {"delimiter": "^", "header": True, "quote": "'", "escape": "\\", "comment": "#", "trim": True}
    yield Declared(f"syntax {name}", "csv", row_end.join(lines).encode(), plain, {"csv": syntax})
    unquoted = ["^".join(escaped(text, '\\^\r\n') for text in row) for row in rows]
    blank = {"delimiter": "^", "header": True, "quote": "", "escape": "\\", "blankRows": "keep"}
    yield Declared(f"unquoted {name}", "csv", "\n".join(unquoted).encode(), plain, {"csv": blank})


def _lines(rows: List[List[str]], delimiter: str) -> List[str]:
    return _rows(rows, delimiter, "\0\0end\n").decode().split("\0\0end\n")[:-1]


def _among(text: str, end: str, bad: List[str], draw: random.Random) -> str:
    """The lines of the text, and bad ones among them."""
    return end.join(part for line in text.split(end) for part in ([draw.choice(bad)] * (draw.randrange(10) == 0) + [line]))


def _ragged(row: List[str], draw: random.Random) -> Tuple[List[str], List[str]]:
    """The row with another number of cells, and as it is filled up."""
    keep = draw.randrange(1, len(row) + 1)
    if draw.randrange(2) or not any(row[:keep]):
        return [*row, *[""] * draw.randrange(3)], row
    return row[:keep], [*row[:keep], *[""] * (len(row) - keep)]


def _rows(rows: List[List[str]], delimiter: str, end: str = "\n") -> bytes:
    """Every cell is quoted, so none of them ends a row or begins a quote."""
    return "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + end for row in rows).encode()
