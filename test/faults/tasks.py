"""The tasks of a driver in memory. They read NDJSON in plain Python and stage what stands for a Parquet object.

Spark tries a lost task again. The try that it lost may still stage its object, at any later time.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Tuple

from botocore.exceptions import ClientError
from cloud.client import Client
from promotion.reading.order import Filled, FillOrder, StagedObject
from promotion.spark_task import TaskFailed, own_try
from promotion.transactions.input_file import InputFile
from staged_object import packed
from world import World, fits

#: How often Spark tries a task.
TRIES = 2

Fault = Tuple[str, str]


class Tasks:
    """Carries out the orders of one driver. A task reaches S3 through the gate of its driver."""

    def __init__(self, world: World, s3: Client) -> None:
        self._world, self._s3 = world, s3

    def fill(self, order: FillOrder) -> Filled:
        """Stands in for Spark."""
        for tried in range(1, TRIES + 1):
            try:
                return self._try(own_try(order))
            except ClientError as error:
                if tried == TRIES:
                    raise TaskFailed(f"the task of {order.txn} failed: {error}") from error
        raise AssertionError("the last try returns or raises")

    def _try(self, order: FillOrder) -> Filled:
        """Stands in for the reading of files."""
        found: Dict[str, List[Any]] = {}
        faults: Dict[str, Fault] = {}
        for file in order.files:
            records, fault = self._read(order, file)
            if fault:
                faults[file.key] = fault
            else:
                found[file.key] = records
        counts = {key: len(records) for key, records in found.items()}
        return Filled(None if faults else self._staged(order, found), counts, faults)

    def _read(self, order: FillOrder, file: InputFile) -> Tuple[List[Any], Optional[Fault]]:
        try:
            reply = self._s3.get_object(Bucket=order.raw_bucket, Key=file.key, VersionId=file.version_id, IfMatch=file.etag)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (404, 412):
                raise
            return [], ("object_missing", f"{file.key} is not what was profiled")
        body = reply["Body"].read()
        if len(body) != file.bytes:
            return [], ("object_missing", f"{file.key} is cut off")
        records = [json.loads(line) for line in body.splitlines()]
        types = order.layout.types
        for path, value in ((path, value) for record in records for path, value in record.items()):
            if path not in types:
                return [], ("no_column", f"{path} has no column")
            if not fits(value, types[path]):
                return [], ("unreadable_value", f"a value of {path} is no {types[path]}")
        return records, None

    def _staged(self, order: FillOrder, found: Dict[str, List[Any]]) -> StagedObject:
        content = {
            # No two tries write the same bytes.
            "try": next(self._world.tries),
            "files": [[file.ingest_id, file.version_id] for file in order.files],
            "records": {file.ingest_id: found[file.key] for file in order.files},
            "types": order.layout.types,
            "names": dict(order.layout.names),
        }
        body = packed(content)
        try:
            reply = self._s3.put_object(Bucket=order.curated_bucket, Key=order.staged_key, Body=body)
        except BaseException:
            self._world.late_writes.append((order.staged_key, body))
            raise
        checksum = f"CRC64NVME:{reply['ChecksumCRC64NVME']}"
        return StagedObject(order.staged_key, reply["ETag"], len(body), checksum, sum(map(len, found.values())))
