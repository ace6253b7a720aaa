"""REGISTER: the source's table and the date's partition in the Glue Data Catalog.

The job owns the tables. Columns are only ever added or grown, whatever else a person set on a table is kept.
"""

from __future__ import annotations

from typing import Any, List, Mapping

from botocore.client import BaseClient

from promotion.columns import PROMOTED_AT, SOURCE_FILE, TXN_ID
from promotion.hive_types import HiveType, grown_columns
from promotion.job import SourceJob
from promotion.layout import Layout
from promotion.transaction import partition_prefix, table_prefix

#: Strings: partitions of other types are not pruned by the catalog.
_PARTITION_KEYS = [{"Name": "source", "Type": "string"}, {"Name": "date", "Type": "string"}]

_LINEAGE: Mapping[str, HiveType] = {SOURCE_FILE: "string", TXN_ID: "string", PROMOTED_AT: "timestamp"}

_FORMAT = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
}

#: What GetTable returns and TableInput takes, where it is not empty.
_TABLE_INPUT = (
    "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention", "StorageDescriptor",
    "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType", "Parameters", "TargetTable",
)

_UPDATE_ATTEMPTS = 5


def register(source: SourceJob, date: str, layout: Layout) -> None:
    """Makes table and partition what the layout needs; the partition comes last, when its object is already there."""
    job = source.job
    location = f"s3://{job.settings.curated_bucket}/"
    with source.catalog:
        columns = ensure_table(
            job.glue,
            job.settings.database,
            table_name(source.source_id),
            location + table_prefix(source.source_id),
            {**layout.hive_columns(), **_LINEAGE},
        )
        _ensure_partition(source, date, location + partition_prefix(source.source_id, date), columns)
    source.log.event("registered", date=date)


def table_name(source_id: str) -> str:
    """The table of a source: its id in a form that SQL needs no quotes for."""
    return source_id.replace("-", "_")


def ensure_table(
    glue: BaseClient, database: str, name: str, location: str, written: Mapping[str, HiveType]
) -> List[dict[str, Any]]:
    """Creates the table or grows its columns; returns them."""
    for attempt in range(1, _UPDATE_ATTEMPTS + 1):
        try:
            table = glue.get_table(DatabaseName=database, Name=name)["Table"]
        except glue.exceptions.EntityNotFoundException:
            columns = grown_columns([], written)
            if _create_table(glue, database, name, location, columns):
                return columns
            continue
        columns = grown_columns(table["StorageDescriptor"]["Columns"], written)
        if columns == table["StorageDescriptor"]["Columns"]:
            return columns
        changed = {key: table[key] for key in _TABLE_INPUT if table.get(key) not in (None, "")}
        changed["StorageDescriptor"] = {**table["StorageDescriptor"], "Columns": columns}
        try:
            # SkipArchive: each archived version counts against a quota, and the registry keeps the history.
            glue.update_table(DatabaseName=database, TableInput=changed, VersionId=table["VersionId"], SkipArchive=True)
            return columns
        except glue.exceptions.ConcurrentModificationException:
            if attempt == _UPDATE_ATTEMPTS:
                raise
    raise RuntimeError(f"table {database}.{name} was created and deleted by others {_UPDATE_ATTEMPTS} times in a row")


def _create_table(glue: BaseClient, database: str, name: str, location: str, columns: List[dict[str, Any]]) -> bool:
    try:
        glue.create_table(
            DatabaseName=database,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
                "PartitionKeys": _PARTITION_KEYS,
                "StorageDescriptor": {**_FORMAT, "Columns": columns, "Location": location},
            },
        )
    except glue.exceptions.AlreadyExistsException:
        return False
    return True


def _ensure_partition(source: SourceJob, date: str, location: str, columns: List[dict[str, Any]]) -> None:
    reply = source.job.glue.batch_create_partition(
        DatabaseName=source.job.settings.database,
        TableName=table_name(source.source_id),
        PartitionInputList=[
            {
                "Values": [source.source_id, date],
                "StorageDescriptor": {**_FORMAT, "Columns": columns, "Location": location},
            }
        ],
    )
    for failed in reply.get("Errors", []):
        if failed["ErrorDetail"]["ErrorCode"] != "AlreadyExistsException":
            raise RuntimeError(f"partition {location} was not registered: {failed['ErrorDetail']}")
