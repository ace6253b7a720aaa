"""Every option of Spark's readers that decides a value. No reader is safe on every input, so files are chosen for them."""

from __future__ import annotations

from typing import Dict

from pyspark.sql import types as T

from promotion.columns.read_types import ReadColumn, decimal_precision
from promotion.transactions.input_file import CsvDialect

#: They leave out encoding, lineSep and multiLine, because each of these changes which records or digits are lost.
JSON_OPTIONS = {
    "mode": "PERMISSIVE",
    # By default Spark accepts both, but neither is JSON.
    "allowSingleQuotes": "false",
    "allowNonNumericNumbers": "false",
    # The profiler bounds records; the reader must not have a lower bound of its own.
    "maxStringLen": str(2**31 - 1),
    "maxNumLen": str(2**31 - 1),
}

_CSV_OPTIONS = {
    "mode": "PERMISSIVE",
    "encoding": "UTF-8",
    "header": "true",
    # The header must match the schema. With true, Spark would read columns by position, whatever the header says.
    "enforceSchema": "false",
    "quote": '"',
    # A quote within quotes is doubled. By default a backslash escapes it.
    "escape": '"',
    # Otherwise a NUL before a quote is dropped.
    "charToEscapeQuoteEscaping": '"',
    "ignoreLeadingWhiteSpace": "false",
    "ignoreTrailingWhiteSpace": "false",
    "unescapedQuoteHandling": "RAISE_ERROR",
}


def csv_options(dialect: CsvDialect) -> Dict[str, str]:
    """Options of Spark's CSV reader for raw files of the dialect."""
    options = {**_CSV_OPTIONS, "sep": dialect.delimiter, "maxColumns": str(len(dialect.header) + 1)}
    if dialect.row_end is None:
        return {**options, "multiLine": "false"}
    # If Spark had to find the row end, it would take the first line break, which may be inside quotes.
    return {**options, "multiLine": "true", "lineSep": dialect.row_end}


def json_type(column: ReadColumn) -> T.DataType:
    """The type that the JSON reader is asked for. Dates and timestamps are text, because it also accepts numbers for those types."""
    if column.element is not None:
        inner = json_type(column.element)
        return T.MapType(T.StringType(), inner) if column.type == "map" else T.ArrayType(inner)
    if column.fields:
        return T.StructType([T.StructField(field.name, json_type(field)) for field in column.fields])
    precision = decimal_precision(column.type)
    if precision is not None:
        return T.DecimalType(precision, 0)
    scalars = {"boolean": T.BooleanType(), "bigint": T.LongType(), "bigint(wide)": T.LongType(), "double": T.DoubleType()}
    return scalars.get(column.type, T.StringType())
