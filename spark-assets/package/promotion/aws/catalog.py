"""Tables and partitions of the Glue Data Catalog.

The job owns the tables. It only adds columns or grows their types, and keeps whatever else a person set on a table.

After a registration, the partition has the columns of the table. Athena reads a struct under its *partition's* type: if that type
is older than the objects, their new members are read as null. A partition whose date got no new object may stay as it is, because
its objects do not have those members either.
"""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Tuple

from botocore.client import BaseClient

from promotion.columns.hive_types import HiveType, grown_columns
from promotion.transactions.curated_keys import partition_prefix, table_prefix

#: They are strings, because the catalog does not prune partitions of other types.
_PARTITION_KEYS = [{"Name": "source", "Type": "string"}, {"Name": "date", "Type": "string"}]

_FORMAT = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
}

#: The attributes that GetPartition returns and PartitionInput takes.
_PARTITION_INPUT = ("Values", "LastAccessTime", "LastAnalyzedTime", "StorageDescriptor", "Parameters")

#: The attributes that GetTable returns and TableInput takes, if they are not empty.
_TABLE_INPUT = (
    "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention", "StorageDescriptor",
    "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType", "Parameters", "TargetTable",
)

_UPDATE_ATTEMPTS = 5


def ensure_registered(
    glue: BaseClient,
    database: str,
    location: str,
    source_id: str,
    date: str,
    written: Mapping[str, HiveType],
    comments: Mapping[str, str],
) -> None:
    """Grows the source's table and gives the date's partition the table's columns.

    ``location`` is the curated bucket as a URL, and ``comments`` are those of new columns. Raises RuntimeError if others keep
    changing table or partition.
    """
    name = table_name(source_id)
    columns = ensure_table(glue, database, name, location + table_prefix(source_id), written, comments)
    values = [source_id, date]
    for _ in range(_UPDATE_ATTEMPTS):
        if _create_partition(glue, database, name, values, location + partition_prefix(source_id, date), columns):
            return
        found = _partition(glue, database, name, values)
        if found is None:
            continue
        # The table is read after the partition, because another driver may have grown both since this one grew the table.
        columns = ensure_table(glue, database, name, location + table_prefix(source_id), written, comments)
        if _types(found["StorageDescriptor"]["Columns"]) == _types(columns):
            return
        # Glue has no conditional update of a partition, so a driver that lost its lease may set one back. The next round finds
        # that out: it compares the partition just written with a table that is read after it.
        _update_partition(glue, database, name, values, found, columns)
    raise RuntimeError(f"partition {values} of {database}.{name} was changed by others {_UPDATE_ATTEMPTS} times in a row")


def table_name(source_id: str) -> str:
    """The name of a source's table: the source id in a form that needs no quotes in SQL."""
    return source_id.replace("-", "_")


def ensure_table(
    glue: BaseClient, database: str, name: str, location: str, written: Mapping[str, HiveType], comments: Mapping[str, str]
) -> List[dict[str, Any]]:
    """Creates the table or grows its columns; returns them."""
    for attempt in range(1, _UPDATE_ATTEMPTS + 1):
        try:
            table = glue.get_table(DatabaseName=database, Name=name)["Table"]
        except glue.exceptions.EntityNotFoundException:
            columns = grown_columns([], written, comments)
            if _create_table(glue, database, name, location, columns):
                return columns
            continue
        columns = grown_columns(table["StorageDescriptor"]["Columns"], written, comments)
        if columns == table["StorageDescriptor"]["Columns"]:
            return columns
        changed = {key: table[key] for key in _TABLE_INPUT if table.get(key) not in (None, "")}
        changed["StorageDescriptor"] = {**table["StorageDescriptor"], "Columns": columns}
        try:
            # SkipArchive, because each archived version counts against a quota, and the registry keeps the history.
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


def _create_partition(
    glue: BaseClient, database: str, table: str, values: List[str], location: str, columns: List[dict[str, Any]]
) -> bool:
    """Returns False if the partition exists."""
    partition = {"Values": values, "StorageDescriptor": {**_FORMAT, "Columns": columns, "Location": location}}
    reply = glue.batch_create_partition(DatabaseName=database, TableName=table, PartitionInputList=[partition])
    for failed in reply.get("Errors", []):
        if failed["ErrorDetail"]["ErrorCode"] != "AlreadyExistsException":
            raise RuntimeError(f"partition {location} was not registered: {failed['ErrorDetail']}")
        return False
    return True


def _partition(glue: BaseClient, database: str, table: str, values: List[str]) -> Optional[dict[str, Any]]:
    try:
        return glue.get_partition(DatabaseName=database, TableName=table, PartitionValues=values)["Partition"]
    except glue.exceptions.EntityNotFoundException:
        return None


def _update_partition(
    glue: BaseClient, database: str, table: str, values: List[str], found: Mapping[str, Any], columns: List[dict[str, Any]]
) -> None:
    """Gives a partition other columns and keeps its other settings. A partition that was deleted meanwhile stays deleted."""
    changed = {key: found[key] for key in _PARTITION_INPUT if found.get(key) is not None}
    changed["StorageDescriptor"] = {**found["StorageDescriptor"], "Columns": columns}
    entry = {"PartitionValueList": values, "PartitionInput": changed}
    reply = glue.batch_update_partition(DatabaseName=database, TableName=table, Entries=[entry])
    for failed in reply.get("Errors", []):
        if failed["ErrorDetail"]["ErrorCode"] != "EntityNotFoundException":
            raise RuntimeError(f"partition {values} of {database}.{table} was not updated: {failed['ErrorDetail']}")


def _types(columns: List[dict[str, Any]]) -> List[Tuple[str, str]]:
    """What a partition must have in common with its table. Only the table has comments."""
    return [(column["Name"], column["Type"]) for column in columns]
