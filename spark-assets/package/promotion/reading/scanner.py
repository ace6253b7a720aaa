"""The host of a scanner: gives it the text of files, and it fills columns with their records.

The scanners are those that profile files, compiled to fill columns. lambda-src/core/scanner/README.md says what is where in their
memory, and when a host calls which function.
"""

from __future__ import annotations

import struct
from typing import Any, Dict, Iterable, Iterator, Mapping, NamedTuple, Optional, Tuple

from promotion.columns.paths import format_path
from promotion.contract import HeldReason
from promotion.reading.fault import FileFault
from promotion.reading.reading_plan import CsvSyntax, ReadingPlan
from promotion.reading.stored import Bytes
from promotion.reading.wasm import Instance, compiled

#: Bytes that are scanned at a time: enough to be fast, and few enough to stay in the processor's cache.
_PIECE_BYTES = 1 << 20

#: Objects and arrays around a value. The profiler refuses files with more (`Bounds` in lambda-src/core/formats/bounds.ts).
MOST_DEPTH = 64

#: Stands for a character of CSV if no character has its meaning.
_NO_BYTE = 256

#: What is wrong with a record that cannot be read at all. The profiler has read all records, so each of these is a defect of the package.
UNREADABLE = (
    "BAD_UTF8", "LONE_SURROGATE", "DUPLICATE_NAME", "TOO_DEEP", "NOT_AN_OBJECT", "RAGGED_ROW", "BYTE_AFTER_QUOTE", "UNCLOSED_QUOTE",
    "VALUE_WITHOUT_NAME",
    "EXPECTED_VALUE", "EXPECTED_NAME", "EXPECTED_NAME_OR_CLOSE", "EXPECTED_COLON", "EXPECTED_COMMA_OR_CLOSE_OBJECT",
    "EXPECTED_COMMA_OR_CLOSE_ARRAY", "EXPECTED_DIGIT", "EXPECTED_END_OF_NUMBER", "EXPECTED_WORD", "EXPECTED_ESCAPE",
    "EXPECTED_HEX_DIGITS", "EXPECTED_TEXT", "EXPECTED_RECORD", "EXPECTED_SEPARATOR", "EXPECTED_NOTHING",
)


class ScannedColumn(NamedTuple):
    """A column in the scanner's memory. ``validity``, ``data`` and ``heap`` are addresses in this process."""

    rows: int
    nulls: int
    #: None if no value is null.
    validity: Optional[int]
    data: int
    heap: int
    #: The column of a map's keys.
    key: int


class Scanner:
    """Fills columns from files of one format, one file after the other."""

    def __init__(self, format: str, row_group_bytes: int) -> None:
        self.format = format
        self.wasm = Instance(compiled(f"{format}.wasm"), {"toDouble": _to_double})
        self._constants = self.wasm.constants
        #: Address of the record's column.
        self.record: int = self.wasm.call("beginColumns", row_group_bytes)
        #: What is expected in each column, by its address.
        self._expected: Dict[int, str] = {}
        self._plan: Optional[ReadingPlan] = None
        #: The addresses of formats of numbers and times by the paths of fields. The one for all other columns has no path.
        self._formats: Dict[Optional[str], int] = {}

    def add_column(self, parent: int, kind: str, digits: Tuple[int, int], name: str, expected: str) -> int:
        """Adds a column below another one, and returns its address. ``digits`` are precision and scale of a decimal. ``expected`` says in faults what its values must be."""
        column: int = self.wasm.call("addColumn", parent, self._constants[f"KIND_{kind}"], *digits, self._put(name))
        self._expected[column] = expected
        return column

    def read(
        self, plan: ReadingPlan, cells: Mapping[str, int], paths: Mapping[str, int], text: Iterable[Bytes]
    ) -> Iterator[None]:
        """Reads one file. It pauses each time that the columns are full: take them, and clear them, before it goes on.

        ``cells`` has the columns that cells of CSV may fill, by their names, and ``paths`` has all columns. Raises FileFault.
        """
        self._follow(plan, cells, paths)
        self._set("BEGINS", 1)
        window, capacity = self._constants["WINDOW"], self._constants["WINDOW_CAPACITY"]
        held, wanted = 0, _PIECE_BYTES
        for piece in text:
            at = 0
            while at < len(piece):
                fresh = min(len(piece) - at, wanted - held)
                self.wasm.memory[window + held : window + held + fresh] = piece[at : at + fresh]
                held, at = held + fresh, at + fresh
                if held == wanted:
                    yield from self._scan(held, final=False)
                    held = self._get("CARRIED")
                    # What was carried is read again, so it is worthwhile only with as many new bytes.
                    wanted = min(held + max(held, _PIECE_BYTES), capacity)
                    if held == wanted:
                        raise self._unreadable(f"has more than {capacity} bytes")
        yield from self._scan(held, final=True)

    @property
    def rows(self) -> int:
        """Records in the columns."""
        return self._get("ROWS")

    @property
    def records(self) -> int:
        """Records of the file so far."""
        (records,) = struct.unpack_from("<d", self.wasm.memory, self._constants["CONTROL"] + self._constants["RECORDS"])
        return int(records)

    def finish(self) -> None:
        """Completes the columns, so that they can be taken."""
        self.wasm.call("finishColumns")

    def column(self, address: int) -> ScannedColumn:
        """The column that ``add_column`` added, or that of a map's keys. Valid until the next call."""

        def word(name: str) -> int:
            return self.wasm.words[(address + self._constants[f"COLUMN_{name}"]) >> 2]

        base, nulls = self.wasm.base, word("NULLS")
        validity = base + word("VALIDITY") if nulls else None
        return ScannedColumn(word("ROWS"), nulls, validity, base + word("DATA"), base + word("HEAP"), word("KEY"))

    def clear(self) -> None:
        """Empties the columns."""
        self.wasm.call("clearColumns")

    def _scan(self, held: int, final: bool) -> Iterator[None]:
        self._set("DEPTH", MOST_DEPTH)
        self._set("FINAL", int(final))
        while True:
            self._set("END", self._constants["WINDOW"] + held)
            self.wasm.call("step")
            if self._get("FAULT"):
                raise self._fault(self._get("FAULT"))
            self._set("BEGINS", 0)
            if not self._get("FULL"):
                return
            held = self._get("CARRIED")
            yield

    def _fault(self, code: int) -> FileFault:
        if code == self._constants["MISFIT"]:
            expected = self._expected[self._get("FAULT_COLUMN")]
            return self._unreadable(f"has a value that does not fit its column: expected {expected}")
        if code == self._constants["NO_COLUMN"]:
            return FileFault(HeldReason.NO_COLUMN, f"record {self.records + 1} has a value that no column holds")
        (name,) = (name for name in UNREADABLE if self._constants.get(name) == code)
        return self._unreadable(f"cannot be read: {name.lower().replace('_', ' ')}")

    def _unreadable(self, what: str) -> FileFault:
        return FileFault(HeldReason.UNREADABLE_VALUE, f"record {self.records + 1} {what}")

    def _follow(self, plan: ReadingPlan, cells: Mapping[str, int], paths: Mapping[str, int]) -> None:
        """Tells how the file is written, if the file before was written in another way."""
        if self._plan is None or plan.null_markers != self._plan.null_markers:
            self.wasm.call("clearMarkers")
            for marker in plan.null_markers:
                self.wasm.call("addMarker", self._put(marker))
        has_new_formats = plan.field_formats != (() if self._plan is None else self._plan.field_formats)
        if has_new_formats:
            self._add_formats(plan)
            if plan.format == "json":
                for path, column in paths.items():
                    self.wasm.call("setFormat", column, self._formats.get(path, 0))
        form = plan.columns, plan.nameless, plan.fills
        is_new_form = self._plan is None or has_new_formats or form != (self._plan.columns, self._plan.nameless, self._plan.fills)
        if plan.format == "csv" and is_new_form:
            table: int = self.wasm.call("setForm", len(plan.columns), plan.nameless, int(plan.fills)) >> 2
            for number, name in enumerate(plan.columns):
                self.wasm.words[table + 2 * number] = cells.get(name, 0)
                self.wasm.words[table + 2 * number + 1] = self._formats.get(format_path((name,)), self._formats.get(None, 0))
        if plan.format == "csv" and (self._plan is None or plan.syntax != self._plan.syntax):
            self._set_syntax(plan.syntax)
        self._plan = plan

    def _add_formats(self, plan: ReadingPlan) -> None:
        self._formats.clear()
        self.wasm.call("clearFormats")
        for each in plan.field_formats:
            window = self._constants["WINDOW"]
            self.wasm.memory[window : window + len(each.format)] = each.format
            address: int = self.wasm.call("addFormat", len(each.format))
            self._formats.update((path, address) for path in ((None,) if each.fields is None else each.fields))

    def _set_syntax(self, syntax: CsvSyntax) -> None:
        characters = (ord(character) if character else _NO_BYTE for character in (syntax.delimiter, syntax.quote, syntax.escape))
        self.wasm.call("setSyntax", *characters, int(syntax.trims), int(syntax.keeps_blank_rows))
        self.wasm.call("setComment", self._put(syntax.comment))

    def _put(self, text: str) -> int:
        """Writes the text to the front of the window, and returns its length."""
        encoded, window = text.encode(), self._constants["WINDOW"]
        self.wasm.memory[window : window + len(encoded)] = encoded
        return len(encoded)

    def _get(self, name: str) -> int:
        return self.wasm.words[(self._constants["CONTROL"] + self._constants[name]) >> 2]

    def _set(self, name: str, value: int) -> None:
        self.wasm.words[(self._constants["CONTROL"] + self._constants[name]) >> 2] = value


def _to_double(caller: Any, at: int, length: int) -> float:
    """The number that is written there, correctly rounded. The scanner asks only if it cannot be sure."""
    memory = caller["memory"]
    return float(bytes(memory.read(caller, at, at + length)))
