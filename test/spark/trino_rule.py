"""How Trino's Hive connector, which Athena uses, reads a column of a Parquet object. ``test/trino`` compares this with Trino.

1. Columns of table, partition and object are matched by name. A column that the partition does not have yet is read under
   the table's type.
2. Otherwise it is read under the partition's type. The members of structs are matched by name: a member that the object
   does not have is null, and a member that only the object has is not read.
3. If the table's type differs, the value is converted. The members that both structs have must agree in name at each
   position, and the other members are null. If the names do not agree, the query fails.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from promotion.columns.hive_types import Array, HiveType, Map, Struct, parse

#: The catalog's ``Columns``.
Columns = List[Mapping[str, str]]


class SchemaMismatch(Exception):
    """The query fails because the partition's type cannot be converted to the table's type."""


def row_as_read(table: Columns, partition: Columns, row: Mapping[str, Any]) -> Dict[str, Any]:
    """{column: value} that a query of the table returns for a record in an object of the partition.

    Structs are dictionaries by member. They have only the members that the object has.
    """
    read, registered = {}, {column["Name"]: column["Type"] for column in partition}
    for column in table:
        wanted = parse(column["Type"])
        under = parse(registered.get(column["Name"], column["Type"]))
        _expect_convertible(under, wanted)
        read[column["Name"]] = _converted(_read(row.get(column["Name"]), under), under, wanted)
    return read


def _read(value: Any, under: HiveType) -> Any:
    if value is None:
        return None
    if isinstance(under, Struct):
        return {name: _read(value.get(name), of) for name, of in under.fields}
    if isinstance(under, Array):
        return [_read(element, under.element) for element in value]
    if isinstance(under, Map):
        return {key: _read(each, under.value) for key, each in value.items()}
    return value


def _converted(value: Any, held: HiveType, wanted: HiveType) -> Any:
    if value is None or held == wanted:
        return value
    if isinstance(wanted, Struct):
        types = dict(held.fields)
        return {name: _converted(value[name], types[name], of) if name in types else None for name, of in wanted.fields}
    if isinstance(wanted, Array):
        return [_converted(element, held.element, wanted.element) for element in value]
    if isinstance(wanted, Map):
        return {key: _converted(each, held.value, wanted.value) for key, each in value.items()}
    raise AssertionError(f"{held} counts as convertible to {wanted}")


def _expect_convertible(held: HiveType, wanted: HiveType) -> None:
    """Scalars must be equal. Trino converts some, but this catalog does not need that."""
    if isinstance(held, Struct) and isinstance(wanted, Struct):
        for (name, of), (expected, into) in zip(held.fields, wanted.fields):
            if name != expected:
                raise SchemaMismatch(f"{name} stands where the table has {expected}")
            _expect_convertible(of, into)
    elif isinstance(held, Array) and isinstance(wanted, Array):
        _expect_convertible(held.element, wanted.element)
    elif isinstance(held, Map) and isinstance(wanted, Map):
        _expect_convertible(held.value, wanted.value)
    elif held != wanted:
        raise SchemaMismatch(f"{held} is not {wanted}")
