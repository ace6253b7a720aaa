"""Tables that the job has written are read as Athena reads them, through the partitions that the job has registered."""

from __future__ import annotations

import json
import random
from typing import Any, Dict, List, Mapping, Sequence

import pytest
from deployment import DATE, Deployment
from oracle import comparable, parsed, typed

from promotion.columns.names import name_columns
from promotion.columns.read_types import closed_paths, read_columns

EARLIER = "2026-11-22"


class Lake:
    """One source. It remembers every record as it was sent."""

    def __init__(self, spark, trino) -> None:
        self.deployment = Deployment(spark)
        self._trino = trino
        self._sent: List[Dict[str, Any]] = []
        self._paths: Dict[str, str] = {}
        self._runs = 0

    def accept(self, paths: Mapping[str, str]) -> None:
        """Accepts a version with these paths and all paths of earlier versions."""
        self._paths = {**self._paths, **paths}
        self.deployment.accept(self._paths)

    def promote(self, *records: Mapping[str, Any], date: str = DATE) -> None:
        """Adds one file, and promotes it with one run."""
        self.receive(*records, date=date)
        self.run()

    def receive(self, *records: Mapping[str, Any] | str, date: str = DATE) -> None:
        """Adds one file."""
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        self.deployment.receive(lines, date=date)
        self._sent += [{"date": date, "record": parsed(line)} for line in lines]

    def run(self) -> None:
        self._runs += 1
        assert self.deployment.run(f"20261124T{self._runs:06d}Z") == 0

    def query(self, sql: str) -> List[Dict[str, Any]]:
        return self._trino.query(self.deployment.database, sql)

    def expect_all_that_was_sent(self) -> None:
        columns = read_columns(self._paths)
        names = name_columns(closed_paths(columns), self.deployment.item("columns")["map"])
        sent = [
            {"date": each["date"], **{names[c.path]: typed(each["record"].get(c.name), c, names) for c in columns}}
            for each in self._sent
        ]
        read = [
            {"date": row["date"], **{names[c.path]: comparable(_as_parquet(row[names[c.path]], c), c, names) for c in columns}}
            for row in self.query("SELECT * FROM orders")
        ]
        assert sorted(read, key=repr) == sorted(sent, key=repr)


def _as_parquet(value: Any, column) -> Any:
    """The value in the form of the oracle for promoted values, in which a map is a list of pairs."""
    if value is None:
        return None
    if column.fields:
        return {name: _as_parquet(value[name], field) for name, field in zip(value, _in_order(value, column), strict=True)}
    if column.element is not None and column.type == "map":
        return [(key, _as_parquet(each, column.element)) for key, each in value.items()]
    if column.element is not None:
        return [_as_parquet(each, column.element) for each in value]
    return value


def _in_order(value: Mapping[str, Any], column) -> Sequence[Any]:
    """The fields of a struct in the order of its members. Their names need no normalising here."""
    by_name = {field.name: field for field in column.fields}
    return [by_name[name] for name in value]


@pytest.fixture
def lake(spark, trino):
    return Lake(spark, trino)


def test_a_new_member_of_a_registered_date_is_read(lake):
    lake.accept({"customer": "struct", "customer.email": "string"})
    lake.promote({"customer": {"email": "ada@example.com"}})
    lake.accept({"customer.mail": "string"})
    lake.promote({"customer": {"mail": "bob@example.com"}})
    assert lake.query("SELECT customer.mail AS mail FROM orders ORDER BY mail") == [{"mail": "bob@example.com"}, {"mail": None}]
    lake.expect_all_that_was_sent()


def test_members_of_structs_in_lists_maps_and_structs_are_read_too(lake):
    lake.accept({
        "items": "array", "items[]": "struct", "items[].sku": "string",
        "by": "map", "by{}": "struct", "by{}.n": "bigint",
        "a": "struct", "a.b": "struct", "a.b.c": "array", "a.b.c[]": "struct", "a.b.c[].m": "bigint",
    })
    lake.promote({"items": [{"sku": "x"}, None, {}], "by": {"k": {"n": 1}}, "a": {"b": {"c": [{"m": 1}]}}})
    lake.accept({"items[].price": "double", "by{}.first": "date", "a.b.c[].d": "timestamp", "a.b.z": "boolean", "top": "bigint"})
    lake.promote({
        "items": [{"price": 2.5}], "by": {"l": {"first": "2026-01-02"}, "m": None},
        "a": {"b": {"c": [{"d": "2026-01-02T03:04:05.678Z"}, {"m": 2}], "z": True}}, "top": 3,
    })
    lake.expect_all_that_was_sent()


def test_a_late_file_of_an_old_date_is_read_completely(lake):
    lake.accept({"s": "struct", "s.b": "bigint"})
    lake.promote({"s": {"b": 1}}, date=EARLIER)
    lake.promote({"s": {"b": 2}}, date="2026-11-23")
    lake.accept({"s.a": "string"})
    lake.promote({"s": {"a": "new", "b": 3}})
    lake.expect_all_that_was_sent()
    lake.promote({"s": {"a": "late", "b": 4}}, date=EARLIER)
    lake.expect_all_that_was_sent()
    assert lake.query(f"SELECT s.a AS a FROM orders WHERE date = '{EARLIER}' ORDER BY a") == [{"a": "late"}, {"a": None}]


def test_fields_that_a_source_has_stopped_sending_stay_columns(lake):
    lake.accept({"email": "string", "s": "struct", "s.x": "bigint", "s.y": "bigint"})
    lake.promote({"email": "ada@example.com", "s": {"x": 1, "y": 2}})
    lake.accept({"mail": "string", "s.z": "bigint"})
    lake.promote({"mail": "ada@example.com", "s": {"z": 3}})
    lake.promote({"mail": "bob@example.com", "s": None}, date="2026-11-25")
    lake.expect_all_that_was_sent()
    rows = lake.query("SELECT COALESCE(mail, email) AS address, count(*) AS n FROM orders GROUP BY 1 ORDER BY 1")
    assert rows == [{"address": "ada@example.com", "n": 2}, {"address": "bob@example.com", "n": 1}]


def test_a_field_whose_type_was_unknown_becomes_a_column_of_existing_dates(lake):
    lake.accept({"id": "bigint", "s": "struct", "s.open": "unknown", "s.x": "bigint"})
    lake.promote({"id": 1, "s": {"open": None, "x": 1}})
    lake.accept({"s.open": "decimal(38,0)"})
    lake.promote({"id": 2, "s": {"open": None, "x": 1}}, date=EARLIER)
    lake.promote('{"id": 3, "s": {"open": 99999999999999999999999999999999999999}}')
    lake.expect_all_that_was_sent()


EVERY_TYPE = {
    "boolean": ["true", "false"],
    "bigint": ["0", "9007199254740991", "-9007199254740991"],
    "bigint(wide)": ["9223372036854775807", "-9223372036854775808"],
    "double": ["0.1", "-0.0", "1.7976931348623157e308", "5e-324", "1e21"],
    "decimal(20,0)": ["99999999999999999999", "-1"],
    "decimal(38,0)": ["-99999999999999999999999999999999999999", "10000000000000000000"],
    "date": ['"2026-11-24"', '"1582-10-10"', '"0001-01-01"', '"9999-12-31"'],
    "timestamp": ['"2026-11-24T08:00:00.123Z"', '"1969-12-31 23:59:59.999"', '"1582-10-10T00:00:00+02:00"', '"9999-12-31T23:59:59.999999Z"'],
    "string": ['""', '"null"', '"\\u0000 é 🦆"', '"1"'],
    "json": ['"text"', '[1, {"a": null}]', "1.50"],
}


def _of_every_type(shape: str) -> Dict[str, str]:
    """A column of each type: plain, in a list, as the values of a map or in a struct."""
    paths: Dict[str, str] = {}
    for number, name in enumerate(EVERY_TYPE):
        column = f"c{number}"
        inner = {"plain": column, "array": f"{column}[]", "map": column + "{}", "struct": f"{column}.x"}[shape]
        if shape != "plain":
            paths[column] = shape
        paths[inner] = name
    return paths


_SHAPED = {
    "plain": lambda values: values,
    "array": lambda values: [f"[{', '.join(values)}, null]", "[]"],
    "map": lambda values: ["{" + ", ".join(f'"k{number}": {value}' for number, value in enumerate(values)) + "}", "{}"],
    "struct": lambda values: [f'{{"x": {value}}}' for value in values] + ["{}"],
}


@pytest.mark.parametrize("shape", _SHAPED)
def test_every_type_is_read_as_it_was_sent(lake, shape):
    lake.accept(_of_every_type(shape))
    for number, values in enumerate(EVERY_TYPE.values()):
        lake.receive(*[f'{{"c{number}": {value}}}' for value in [*_SHAPED[shape](list(values)), "null"]])
    lake.run()
    lake.expect_all_that_was_sent()


@pytest.mark.parametrize("seed", range(4))
def test_everything_that_was_sent_is_read_whatever_is_added_when_and_where(lake, seed):
    draw = random.Random(seed)
    paths: Dict[str, str] = {}
    for _ in range(5):
        _grow(draw, paths)
        lake.accept(paths)
        for date in draw.sample([EARLIER, "2026-11-23", DATE], draw.randint(1, 2)):
            lake.receive(*[_record(draw, paths) for _ in range(3)], date=date)
        lake.run()
        lake.expect_all_that_was_sent()


_KINDS = ["bigint", "string", "date", "struct", "struct", "array", "map"]


def _grow(draw: random.Random, paths: Dict[str, str]) -> None:
    """Adds a few fields, anywhere in the record."""
    for _ in range(draw.randint(1, 4)):
        scopes = ["", *[f"{path}." for path, of in paths.items() if of == "struct"]]
        path = draw.choice(scopes) + draw.choice("abcdefgh")
        while path not in paths:
            paths[path] = draw.choice(_KINDS) if path.count(".") + path.count("[") + path.count("{") < 3 else "bigint"
            path = {"array": path + "[]", "map": path + "{}", "struct": f"{path}.m"}.get(paths[path], path)


def _record(draw: random.Random, paths: Mapping[str, str]) -> Dict[str, Any]:
    columns = read_columns(paths)
    return {column.name: _value(draw, column) for column in columns if draw.random() < 0.9}


def _value(draw: random.Random, column) -> Any:
    if draw.random() < 0.1:
        return None
    if column.type == "struct":
        return {field.name: _value(draw, field) for field in column.fields if draw.random() < 0.9}
    if column.type == "array":
        return [_value(draw, column.element) for _ in range(draw.randint(0, 2))]
    if column.type == "map":
        return {key: _value(draw, column.element) for key in draw.sample("xyz", draw.randint(0, 2))}
    number = draw.randint(1, 28)
    return {"bigint": number, "string": f"text {number}", "date": f"2026-01-{number:02d}"}[column.type]
