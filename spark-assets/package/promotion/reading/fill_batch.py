"""Fills one batch: the raw files of a transaction become its staged Parquet object. A Spark task runs this."""

from __future__ import annotations

import base64
import io
import json
import tempfile
import zlib
from functools import lru_cache
from typing import IO, Dict, Iterator, List, Optional, Tuple

from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

from promotion.contract import HeldReason, Prefix
from promotion.reading.arrow import Array, Field
from promotion.reading.columns import Columns, column_fields
from promotion.reading.fault import FileFault
from promotion.reading.fetch import REQUESTS, Fetch
from promotion.reading.lineage import LINEAGE_FIELDS, Run, lineage_columns
from promotion.reading.order import Filled, FillOrder, StagedObject
from promotion.reading.parquet import write_parquet
from promotion.reading.parquet_footer import rows_in
from promotion.reading.python_worker import keep_zip_folders
from promotion.reading.quick_get import QuickGet
from promotion.reading.reading_plan import ReadingPlan
from promotion.reading.scanner import Scanner
from promotion.reading.stored import records_text
from promotion.reading.wasm import WasmStopped
from promotion.store.large_map import LargeMaps
from promotion.transactions.input_file import InputFile

#: About how many bytes of columns make a row group.
ROW_GROUP_BYTES = 64 * 1024**2

_CHUNK_BYTES = 1 << 20


def fill_batch(order: FillOrder) -> Filled:
    """Fills the batch with the clients of this process."""
    keep_zip_folders()
    return fill(order, *_clients(order.region, order.raw_bucket))


def fill(order: FillOrder, s3: BaseClient, quick: Optional[QuickGet] = None) -> Filled:
    """Reads every file, and stages the object with the records of all of them, unless any file has a fault.

    Raises WasmStopped if the scanner hangs, crashes or needs too much memory.
    """
    batch = _Batch(order, s3, quick)
    schema = Field("", "+s", False, (*column_fields(order.layout), *LINEAGE_FIELDS))
    # It has no name, so nothing is left of it if the task is killed.
    with tempfile.TemporaryFile() as file:
        write_parquet(schema, batch.row_groups(), file)
        staged = None if batch.faults else _stage(order, s3, file, sum(batch.records.values()))
    return Filled(staged, batch.records, batch.faults)


class _Batch:
    """The files of a batch on their way into columns."""

    def __init__(self, order: FillOrder, s3: BaseClient, quick: Optional[QuickGet]) -> None:
        self.records: Dict[str, int] = {}
        self.faults: Dict[str, Tuple[str, str]] = {}
        self._order = order
        self._s3 = s3
        self._quick = quick
        self._large_maps = LargeMaps(s3, order.raw_bucket)
        #: {reading: plan} of the readings that the manifest holds, which bounds how large they are.
        self._plans: Dict[str, ReadingPlan] = {}
        self._columns: Optional[Columns] = None
        #: Where the records in the columns came from.
        self._runs: List[Run] = []
        self._noted = 0

    def row_groups(self) -> Iterator[Array]:
        """The records of all files. After the first fault there are no more, but the other files are read for their faults."""
        files = self._order.files
        with Fetch(self._s3, self._order.raw_bucket, [file.copy or file for file in files], self._quick) as fetch:
            for file, stored in zip(files, fetch):
                try:
                    yield from self._fill(file, stored)
                except FileFault as fault:
                    self.faults[file.key] = fault.reason, fault.detail
                    self._clear()
                except WasmStopped as error:
                    raise WasmStopped(f"{file.key} could not be read: {error}") from error
        yield from self._row_group()

    def _fill(self, file: InputFile, stored: Iterator[bytes]) -> Iterator[Array]:
        plan = self._plan(file)
        if self._columns is None or self._columns.scanner.format != plan.format:
            yield from self._row_group()
            self._columns = Columns(Scanner(plan.format, ROW_GROUP_BYTES), self._order.layout)
        scanner = self._columns.scanner
        for _ in scanner.read(plan, self._columns.cells, self._columns.paths, records_text(plan, stored, None if file.copy else file.bytes)):
            self._note(file)
            yield from self._row_group()
        self._note(file)
        self.records[file.key] = scanner.records

    def _plan(self, file: InputFile) -> ReadingPlan:
        """How the file is read. Raises FileFault if its row does not say it."""
        known = self._plans.get(file.reading)
        if known:
            return known
        is_key = file.reading.startswith(Prefix.SCHEMAS)
        try:
            plan = ReadingPlan.from_document(self._large_maps.decode(file.reading) if is_key else json.loads(file.reading))
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            raise FileFault(HeldReason.OBJECT_MISSING, f"the reading plan {file.reading} does not exist") from error
        except (ValueError, OSError, EOFError, zlib.error) as error:
            raise FileFault(HeldReason.UNREADABLE_VALUE, f"the reading plan of the file's row is not valid: {error}") from error
        if not is_key:
            self._plans[file.reading] = plan
        return plan

    def _note(self, file: InputFile) -> None:
        """The records in the columns that nobody has noted yet are from this file."""
        assert self._columns is not None
        rows = self._columns.scanner.rows
        self._runs.append((file.key, rows - self._noted))
        self._noted = rows

    def _row_group(self) -> Iterator[Array]:
        """What is in the columns, if there is anything to write. Empties them."""
        if self._columns is None:
            return
        rows = self._columns.scanner.rows
        if rows and not self.faults:
            lineage = lineage_columns(self._runs, self._order.txn, self._order.planned_at)
            yield Array(rows, [None], 0, [*self._columns.take(), *lineage])
        self._clear()

    def _clear(self) -> None:
        self._runs, self._noted = [], 0
        if self._columns is not None:
            self._columns.scanner.clear()


def _stage(order: FillOrder, s3: BaseClient, file: IO[bytes], records: int) -> StagedObject:
    """Puts the object in one piece, so that S3 keeps a checksum of the whole."""
    if rows_in(file) != records:
        raise RuntimeError(f"{rows_in(file)} records were written, {records} were read")
    size = file.seek(0, io.SEEK_END)
    checksum = _crc32(file)
    file.seek(0)
    reply = s3.put_object(Bucket=order.curated_bucket, Key=order.staged_key, Body=file, ContentLength=size, ChecksumCRC32=checksum)
    return StagedObject(order.staged_key, reply["ETag"], size, f"CRC32:{checksum}", records)


def _crc32(file: IO[bytes]) -> str:
    file.seek(0)
    crc = 0
    while chunk := file.read(_CHUNK_BYTES):
        crc = zlib.crc32(chunk, crc)
    return base64.b64encode(crc.to_bytes(4, "big")).decode()


@lru_cache(maxsize=None)
def _clients(region: str, raw_bucket: str) -> Tuple[BaseClient, QuickGet]:
    session = get_session()
    config = Config(retries={"mode": "standard", "max_attempts": 8}, max_pool_connections=REQUESTS)
    s3 = session.create_client("s3", region_name=region, config=config)
    return s3, QuickGet(session, s3, raw_bucket, REQUESTS)
