"""Compares Trino itself with the rule that the property test of the catalog uses."""

from __future__ import annotations

import io
import uuid
from typing import Any, Dict, List

import boto3
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from growing_types import STEPS, at_step, full_value, growing_columns
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from query import QueryFailed
from trino_rule import SchemaMismatch, row_as_read

from promotion.aws.catalog import ensure_registered
from promotion.columns.hive_types import Array, HiveType, Map, Struct, grown_columns, parse


class OneObject:
    """A fresh table with one partition that has one object. Their three lists of columns need not agree."""

    def __init__(self) -> None:
        session = boto3.session.Session(region_name="us-east-1")
        self._s3, self._glue = session.client("s3"), session.client("glue")
        self.database = f"t{uuid.uuid4().hex[:12]}"
        self._s3.create_bucket(Bucket=self.database)
        self._glue.create_database(DatabaseInput={"Name": self.database})

    def put(self, table: List[Dict[str, str]], partition: List[Dict[str, str]], held: Dict[str, HiveType]) -> str:
        """Makes table, partition and object, and returns the table's name."""
        name = f"t{uuid.uuid4().hex[:12]}"
        location = f"s3://{self.database}/"
        ensure_registered(self._glue, self.database, location, name, "2026-11-24", held, {})
        found = self._glue.get_table(DatabaseName=self.database, Name=name)["Table"]
        storage = found["StorageDescriptor"]
        changed = {"Name": name, "StorageDescriptor": {**storage, "Columns": table}}
        self._glue.update_table(DatabaseName=self.database, TableInput=changed)
        values = [name, "2026-11-24"]
        found = self._glue.get_partition(DatabaseName=self.database, TableName=name, PartitionValues=values)["Partition"]
        entry = {"Values": values, "StorageDescriptor": {**found["StorageDescriptor"], "Columns": partition}}
        self._glue.batch_update_partition(
            DatabaseName=self.database, TableName=name, Entries=[{"PartitionValueList": values, "PartitionInput": entry}]
        )
        arrays = {column: pa.array([_as_arrow(full_value(of), of)], _arrow(of)) for column, of in held.items()}
        body = io.BytesIO()
        parquet.write_table(pa.table(arrays), body)
        key = f"{found['StorageDescriptor']['Location'].removeprefix(location)}one.parquet"
        self._s3.put_object(Bucket=self.database, Key=key, Body=body.getvalue())
        return name


def _arrow(of: HiveType) -> pa.DataType:
    if isinstance(of, Struct):
        return pa.struct([(name, _arrow(member)) for name, member in of.fields])
    if isinstance(of, Array):
        return pa.list_(_arrow(of.element))
    if isinstance(of, Map):
        return pa.map_(pa.string(), _arrow(of.value))
    return {"bigint": pa.int64(), "string": pa.string()}[of]


def _as_arrow(value: Any, of: HiveType) -> Any:
    if isinstance(of, Struct):
        return {name: _as_arrow(value[name], member) for name, member in of.fields}
    if isinstance(of, Array):
        return [_as_arrow(element, of.element) for element in value]
    if isinstance(of, Map):
        return [(key, _as_arrow(each, of.value)) for key, each in value.items()]
    return value


@pytest.fixture(scope="module")
def objects(environment):
    return OneObject()


def expect_the_rule_to_say_what_trino_reads(trino, objects, table, partition, held):
    name = objects.put(table, partition, held)
    sql = f"SELECT {', '.join(column['Name'] for column in table)} FROM {name}"
    try:
        expected = row_as_read(table, partition, {column: full_value(of) for column, of in held.items()})
    except SchemaMismatch:
        with pytest.raises(QueryFailed) as raised:
            trino.query(objects.database, sql)
        assert raised.value.name == "HIVE_PARTITION_SCHEMA_MISMATCH"
        return
    assert trino.query(objects.database, sql) == [expected]


def columns(**types: str) -> List[Dict[str, str]]:
    return [{"Name": name, "Type": of} for name, of in types.items()]


@pytest.mark.parametrize(
    "table, partition, held",
    [
        (columns(s="struct<a:bigint,b:bigint>"), columns(s="struct<a:bigint>"), {"s": parse("struct<a:bigint,b:bigint>")}),
        (columns(s="struct<a:bigint,b:bigint>"), columns(s="struct<a:bigint,b:bigint>"), {"s": parse("struct<b:bigint>")}),
        (columns(s="struct<a:bigint,b:bigint>"), columns(s="struct<b:bigint>"), {"s": parse("struct<a:bigint,b:bigint>")}),
        (columns(a="bigint", b="string"), columns(a="bigint"), {"b": "string", "a": "bigint"}),
        (columns(a="bigint", b="array<string>"), columns(b="array<string>", a="bigint"), {"b": Array("string"), "a": "bigint"}),
        (columns(s="array<struct<a:bigint,b:bigint>>"), columns(s="array<struct<a:bigint>>"), {"s": parse("array<struct<b:bigint,a:bigint>>")}),
    ],
    ids=["a stale partition", "an old object", "members in another order", "a new column", "columns in another order", "within a list"],
)
def test_trino_reads_a_partition_of_another_type_as_the_rule_says(trino, objects, table, partition, held):
    expect_the_rule_to_say_what_trino_reads(trino, objects, table, partition, held)


@seed(0)
@settings(max_examples=60, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(growing_columns, st.integers(0, STEPS - 1), st.integers(0, STEPS - 1), st.integers(0, STEPS - 1))
def test_trino_reads_any_table_partition_and_object_as_the_rule_says(trino, objects, tree, first, second, third):
    """The table grows from the partition, so both have the order that registrations give. Any of them may be the oldest."""
    registered, later, held = at_step(tree, first), at_step(tree, second), at_step(tree, third)
    partition = grown_columns([], registered, {})
    table = grown_columns(partition, later, {})
    if not partition or not held:
        return
    expect_the_rule_to_say_what_trino_reads(trino, objects, table, partition, held)
