"""A Glue database in memory: tables with versions, and partitions."""

from __future__ import annotations

import copy
from typing import Any, Dict, List, Mapping, Tuple

Partition = Tuple[str, Tuple[str, ...]]


class EntityNotFoundException(Exception):
    pass


class AlreadyExistsException(Exception):
    pass


class ConcurrentModificationException(Exception):
    pass


class Glue:
    """The calls that the job makes on its one database."""

    def __init__(self) -> None:
        self.tables: Dict[str, Dict[str, Any]] = {}
        self.partitions: Dict[Partition, Dict[str, Any]] = {}

    def get_table(self, DatabaseName: str, Name: str) -> Dict[str, Any]:
        if Name not in self.tables:
            raise EntityNotFoundException(Name)
        return {"Table": copy.deepcopy(self.tables[Name])}

    def create_table(self, DatabaseName: str, TableInput: Mapping[str, Any]) -> Dict[str, Any]:
        if TableInput["Name"] in self.tables:
            raise AlreadyExistsException(TableInput["Name"])
        self.tables[TableInput["Name"]] = {**copy.deepcopy(dict(TableInput)), "VersionId": "1"}
        return {}

    def update_table(self, DatabaseName: str, TableInput: Mapping[str, Any], VersionId: str, SkipArchive: bool) -> Dict[str, Any]:
        found = self.tables[TableInput["Name"]]["VersionId"]
        if found != VersionId:
            raise ConcurrentModificationException(TableInput["Name"])
        self.tables[TableInput["Name"]] = {**copy.deepcopy(dict(TableInput)), "VersionId": str(int(found) + 1)}
        return {}

    def batch_create_partition(self, DatabaseName: str, TableName: str, PartitionInputList: List[Any]) -> Dict[str, Any]:
        errors = []
        for partition in PartitionInputList:
            key = TableName, tuple(partition["Values"])
            if key in self.partitions:
                errors.append({"PartitionValues": partition["Values"], "ErrorDetail": {"ErrorCode": "AlreadyExistsException"}})
            else:
                self.partitions[key] = copy.deepcopy(partition)
        return {"Errors": errors} if errors else {}

    def get_partition(self, DatabaseName: str, TableName: str, PartitionValues: List[str]) -> Dict[str, Any]:
        found = self.partitions.get((TableName, tuple(PartitionValues)))
        if found is None:
            raise EntityNotFoundException(TableName)
        return {"Partition": copy.deepcopy(found)}

    def batch_get_partition(self, DatabaseName: str, TableName: str, PartitionsToGet: List[Any]) -> Dict[str, Any]:
        keys = [(TableName, tuple(each["Values"])) for each in PartitionsToGet]
        return {"Partitions": [copy.deepcopy(self.partitions[key]) for key in keys if key in self.partitions], "UnprocessedKeys": []}

    def batch_update_partition(self, DatabaseName: str, TableName: str, Entries: List[Any]) -> Dict[str, Any]:
        errors = []
        for entry in Entries:
            key = TableName, tuple(entry["PartitionValueList"])
            if key not in self.partitions:
                errors.append({"PartitionValueList": entry["PartitionValueList"], "ErrorDetail": {"ErrorCode": "EntityNotFoundException"}})
            else:
                self.partitions[key] = copy.deepcopy(entry["PartitionInput"])
        return {"Errors": errors} if errors else {}
