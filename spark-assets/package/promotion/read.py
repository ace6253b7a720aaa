"""READ: the canonical copies of a batch as one DataFrame with the layout's columns.

Every canonical copy is gzipped NDJSON with the raw names as keys. Of a JSON file the numbers are the source's tokens;
of a CSV file every cell is a JSON string.
"""

from __future__ import annotations

import re
from typing import List, Optional, Sequence

from pyspark.sql import Column, DataFrame, SparkSession
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
    parts = [(part.key.rpartition("/"), file.key) for file in files for part in file.parts]
    folders = sorted({f"s3://{raw_bucket}/{folder}/" for (folder, _, _), _ in parts})
    # Listing folders once and filtering costs one request a thousand objects; a list of paths costs four a path.
    # Sorted, because the filter's engine then shares the prefixes of names that begin alike: at 4,000 names, 15 times less.
    names = sorted(name for (_, _, name), _ in parts)
    only = "{" + ",".join(re.sub(r"([{}\[\]*?,\\])", r"\\\1", name) for name in names) + "}"
    raw_keys = spark.createDataFrame([(name, key) for (_, _, name), key in parts], [_PART_OF, _RAW_KEY])
    reader = spark.read.options(pathGlobFilter=only)
    if not layout.columns:
        # No path has a type yet: a line is still a record.
        read, columns, bad = reader.text(folders), [], None
    else:
        corrupt = _unused_name("__corrupt", [column.name for column in layout.columns])
        fields = [T.StructField(c.name, T.StringType() if text else _reader_type(c)) for c in layout.columns]
        schema = T.StructType([*fields, T.StructField(corrupt, T.StringType())])
        read = reader.options(columnNameOfCorruptRecord=corrupt, **_JSON_OPTIONS).schema(schema).json(folders)
        converted = [_converted(c, layout, text) for c in layout.columns]
        columns = [one.value.alias(layout.names[c.path]) for one, c in zip(converted, layout.columns)]
        bad = any_bad([F.col(corrupt).isNotNull(), *(one.bad for one in converted)])
    named = read.select(
        F.col("_metadata.file_name").alias(_PART), (F.lit(False) if bad is None else bad).alias(BAD), *columns
    )
    joined = named.join(F.broadcast(raw_keys), F.col(_PART) == F.col(_PART_OF), "left")
    return joined.drop(_PART, _PART_OF).withColumnRenamed(_RAW_KEY, SOURCE_FILE)


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
