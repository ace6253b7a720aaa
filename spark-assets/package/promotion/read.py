"""READ: the canonical copies of a batch as one DataFrame with the layout's columns.

Every canonical copy is gzipped NDJSON with the raw names as keys. Of a JSON file the numbers are the source's tokens;
of a CSV file every cell is a JSON string.
"""

from __future__ import annotations

import re
from typing import Iterable, List, Optional, Sequence

from pyspark.sql import Column, DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from promotion.casts import Converted, any_bad, from_json, from_text
from promotion.columns import SOURCE_FILE
from promotion.hive_types import hive_type, render
from promotion.layout import Layout
from promotion.read_types import ReadColumn, decimal_precision
from promotion.transaction import Batch, InputFile

# No normalised name holds an @, so that these never meet a column of the data.
#: Whether the record or one of its values could not be read; never written.
BAD = "@bad"
_PART = "@part"
_PART_OF = "@part_of"
_RAW_KEY = "@raw_key"

_JSON_OPTIONS = {
    "mode": "PERMISSIVE",
    # Spark's defaults accept both, and no JSON parser should.
    "allowSingleQuotes": "false",
    "allowNonNumericNumbers": "false",
    # The profiler bounds records; the reader must not have a lower bound of its own.
    "maxStringLen": str(2**31 - 1),
    "maxNumLen": str(2**31 - 1),
}


def records(spark: SparkSession, raw_bucket: str, batch: Batch, layout: Layout) -> DataFrame:
    """Every record of the batch: ``_source_file`` (the raw key), ``@bad``, and the layout's columns by their names."""
    frames = [
        _family(spark, raw_bucket, [f for f in batch.files if f.format == family and f.parts], layout, text)
        for family, text in (("json", False), ("csv", True))
    ]
    found = [frame for frame in frames if frame is not None]
    if not found:
        return _empty(spark, layout)
    return found[0] if len(found) == 1 else found[0].unionByName(found[1])


def _family(
    spark: SparkSession, raw_bucket: str, files: Sequence[InputFile], layout: Layout, text: bool
) -> Optional[DataFrame]:
    if not files:
        return None
    parts = [(part.key, file.key) for file in files for part in file.parts]
    reader = spark.read.options(pathGlobFilter=_only(_name(key) for key, _ in parts))
    # Listing a folder costs one request a thousand objects; a list of paths would cost four a path.
    folders = sorted({f"s3://{raw_bucket}/{key.rpartition('/')[0]}/" for key, _ in parts})
    parsed = _parsed(reader, folders, layout, text) if layout.columns else _lines(reader, folders)
    raw_keys = spark.createDataFrame([(_name(key), raw_key) for key, raw_key in parts], [_PART_OF, _RAW_KEY])
    joined = parsed.join(F.broadcast(raw_keys), F.col(_PART) == F.col(_PART_OF), "left")
    return joined.drop(_PART, _PART_OF).withColumnRenamed(_RAW_KEY, SOURCE_FILE)


def _parsed(reader: DataFrameReader, folders: List[str], layout: Layout, text: bool) -> DataFrame:
    corrupt = _unused_name("__corrupt", [column.name for column in layout.columns])
    fields = [T.StructField(c.name, T.StringType() if text else _reader_type(c)) for c in layout.columns]
    schema = T.StructType([*fields, T.StructField(corrupt, T.StringType())])
    read = reader.options(columnNameOfCorruptRecord=corrupt, **_JSON_OPTIONS).schema(schema).json(folders)
    converted = [_converted(column, layout, text) for column in layout.columns]
    columns = [one.value.alias(layout.names[c.path]) for one, c in zip(converted, layout.columns)]
    bad = any_bad([F.col(corrupt).isNotNull(), *(one.bad for one in converted)])
    return read.select(_part_name(), bad.alias(BAD), *columns)


def _lines(reader: DataFrameReader, folders: List[str]) -> DataFrame:
    """Where no path has a type yet, a line is still a record."""
    return reader.text(folders).select(_part_name(), F.lit(False).alias(BAD))


def _part_name() -> Column:
    # Not _metadata.file_name, which a key `_metadata` of the data would hide.
    return F.element_at(F.split(F.input_file_name(), "/"), -1).alias(_PART)


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _only(names: Iterable[str]) -> str:
    """A glob of exactly these names. Sorted: the filter's engine then shares the prefixes of names that begin alike,
    which makes it 15 times faster at 4,000 names."""
    return "{" + ",".join(re.sub(r"([{}\[\]*?,\\])", r"\\\1", name) for name in sorted(names)) + "}"


def _converted(column: ReadColumn, layout: Layout, text: bool) -> Converted:
    read = F.col("`" + column.name.replace("`", "``") + "`")
    if not text:
        return from_json(read, column, layout.names)
    if column.fields or column.element:
        return Converted(F.lit(None).cast(render(hive_type(column, layout.names))), None)
    return from_text(read, column.type)


def _reader_type(column: ReadColumn) -> T.DataType:
    """What the JSON reader is asked for: dates and timestamps as text, for it accepts numbers under those types."""
    if column.element is not None:
        return T.ArrayType(_reader_type(column.element))
    if column.fields:
        return T.StructType([T.StructField(field.name, _reader_type(field)) for field in column.fields])
    precision = decimal_precision(column.type)
    if precision is not None:
        return T.DecimalType(precision, 0)
    scalars = {"boolean": T.BooleanType(), "bigint": T.LongType(), "bigint(wide)": T.LongType(), "double": T.DoubleType()}
    return scalars.get(column.type, T.StringType())


def _unused_name(name: str, used: Sequence[str]) -> str:
    """The corrupt column's name must be no key of the data, whose value it would take."""
    while name in used:
        name += "_"
    return name


def _empty(spark: SparkSession, layout: Layout) -> DataFrame:
    fields = [f"{SOURCE_FILE} string", f"`{BAD}` boolean"]
    fields += [f"`{layout.names[c.path]}` {render(hive_type(c, layout.names))}" for c in layout.columns]
    return spark.createDataFrame([], ", ".join(fields))
