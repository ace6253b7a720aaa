"""The Glue Data Catalog in memory, with the calls that the job makes. A test may do something before each call."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Tuple


class EntityNotFound(Exception):
    pass


class AlreadyExists(Exception):
    pass


class ConcurrentModification(Exception):
    pass


class MemoryGlue:
    """One catalog. ``before`` is called with the name of each call before it takes effect."""

    exceptions = SimpleNamespace(
        EntityNotFoundException=EntityNotFound,
        AlreadyExistsException=AlreadyExists,
        ConcurrentModificationException=ConcurrentModification,
    )

    def __init__(self) -> None:
        self.before: Callable[[str], None] = lambda call: None
        self._tables: Dict[str, Dict[str, Any]] = {}
        self._partitions: Dict[Tuple[str, ...], Dict[str, Any]] = {}

    def columns(self, table: str) -> List[Dict[str, str]]:
        """Of the table."""
        return self._tables[table]["StorageDescriptor"]["Columns"]

    def partition(self, table: str, *values: str) -> Dict[str, Any]:
        """The stored partition itself, so a test may change it."""
        return self._partitions[(table, *values)]

    def delete_partition(self, table: str, *values: str) -> None:
        self._partitions.pop((table, *values), None)

    def get_table(self, DatabaseName: str, Name: str) -> Dict[str, Any]:
        self.before("get_table")
        if Name not in self._tables:
            raise EntityNotFound(Name)
        return {"Table": copy.deepcopy(self._tables[Name])}

    def create_table(self, DatabaseName: str, TableInput: Dict[str, Any]) -> None:
        self.before("create_table")
        if TableInput["Name"] in self._tables:
            raise AlreadyExists(TableInput["Name"])
        self._tables[TableInput["Name"]] = {**copy.deepcopy(TableInput), "VersionId": "0"}

    def update_table(self, DatabaseName: str, TableInput: Dict[str, Any], VersionId: str, SkipArchive: bool) -> None:
        self.before("update_table")
        found = self._tables[TableInput["Name"]]
        if found["VersionId"] != VersionId:
            raise ConcurrentModification(VersionId)
        self._tables[TableInput["Name"]] = {**copy.deepcopy(TableInput), "VersionId": str(int(VersionId) + 1)}

    def batch_create_partition(self, DatabaseName: str, TableName: str, PartitionInputList: List[Any]) -> Dict[str, Any]:
        self.before("batch_create_partition")
        errors = []
        for partition in PartitionInputList:
            key = (TableName, *partition["Values"])
            if key in self._partitions:
                errors.append(_error("PartitionValues", partition["Values"], "AlreadyExistsException"))
            else:
                self._partitions[key] = copy.deepcopy(partition)
        return {"Errors": errors}

    def get_partition(self, DatabaseName: str, TableName: str, PartitionValues: List[str]) -> Dict[str, Any]:
        self.before("get_partition")
        key = (TableName, *PartitionValues)
        if key not in self._partitions:
            raise EntityNotFound(key)
        return {"Partition": {**copy.deepcopy(self._partitions[key]), "DatabaseName": DatabaseName, "TableName": TableName}}

    def batch_update_partition(self, DatabaseName: str, TableName: str, Entries: List[Any]) -> Dict[str, Any]:
        self.before("batch_update_partition")
        errors = []
        for entry in Entries:
            key = (TableName, *entry["PartitionValueList"])
            if key in self._partitions:
                self._partitions[key] = copy.deepcopy(entry["PartitionInput"])
            else:
                errors.append(_error("PartitionValueList", entry["PartitionValueList"], "EntityNotFoundException"))
        return {"Errors": errors}


def _error(name: str, values: List[str], code: str) -> Dict[str, Any]:
    return {name: values, "ErrorDetail": {"ErrorCode": code, "ErrorMessage": code}}
