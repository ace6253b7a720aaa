"""The columns of a set: the same types for every program, and one spelling of every value."""

from __future__ import annotations

from typing import Dict, Mapping

from promotion.columns.hive_types import Array, HiveType, Struct, render
from promotion.columns.layout import Layout
from promotion.columns.paths import parse_path
from promotion.columns.read_types import closed_paths, is_named, read_columns

#: Scalar types as DuckDB writes them. The sets have no others.
_DUCKDB = {"bigint": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN", "string": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP"}


def columns_of(paths: Mapping[str, str]) -> Dict[str, HiveType]:
    """{column: type} as the job writes them.

    The columns are in the order of the paths, which is that of a CSV header: Spark and DuckDB take the columns of CSV by position.
    """
    return layout_of(paths).hive_columns()


def layout_of(paths: Mapping[str, str]) -> Layout:
    """The columns as the job fills them. Every raw name in the sets is already a valid column name."""
    columns = read_columns(paths)
    return Layout(columns, {path: str(parse_path(path)[-1]) for path in closed_paths(columns) if is_named(path)})


def spark_schema(paths: Mapping[str, str]) -> str:
    """The schema for Spark's readers."""
    return ", ".join(f"`{name}` {render(of)}" for name, of in columns_of(paths).items())


def duckdb_type(of: HiveType) -> str:
    """The type as DuckDB writes it."""
    if isinstance(of, Struct):
        return "STRUCT(" + ", ".join(f"{quoted(name)} {duckdb_type(inner)}" for name, inner in of.fields) + ")"
    if isinstance(of, Array):
        return f"{duckdb_type(of.element)}[]"
    return _DUCKDB[of]


def normalised(value: str, of: HiveType, depth: int = 0) -> str:
    """DuckDB's expression for a value, independent of how a program stores it.

    Timestamps become milliseconds, which is what the job keeps. Fields that the profiler gave no type, because they are always
    null, are left out. A record that is null equals one whose fields are all null.
    """
    if isinstance(of, Struct):
        fields = (f"{quoted(name)} := {normalised(f'{value}.{quoted(name)}', inner, depth)}" for name, inner in of.fields)
        return f"struct_pack({', '.join(fields)})"
    if isinstance(of, Array):
        item = f"item{depth}"
        return f"list_transform({value}, lambda {item}: {normalised(item, of.element, depth + 1)})"
    cast = f"CAST({value} AS {_DUCKDB[of]})"
    return f"epoch_ms({cast})" if of == "timestamp" else cast


def quoted(name: str) -> str:
    """A name in DuckDB's SQL."""
    return '"' + name.replace('"', '""') + '"'
