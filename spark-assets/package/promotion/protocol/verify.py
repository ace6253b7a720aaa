"""VERIFY: what was staged is read back and compared, file by file, with what the profiler counted."""

from __future__ import annotations

import zlib
from typing import Dict, Mapping, Optional, Tuple, Union

from promotion.aws.checksums import full_checksum
from promotion.aws.objects import current_versions, sizes_below
from promotion.columns.lineage import SOURCE_FILE
from promotion.contract import HeldReason
from promotion.protocol.errors import PromotionError
from promotion.protocol.run import LeasedSource, Run
from promotion.protocol.write import BAD_RECORDS_OF
from promotion.transactions.batch import Batch
from promotion.transactions.input_file import InputFile
from promotion.transactions.transaction import Output, Transaction

#: {file: (reason, detail)} of the files that must not be promoted as they are.
Faults = Dict[InputFile, Tuple[str, str]]


def verify(source: LeasedSource, transaction: Transaction) -> Union[Output, Faults]:
    """Returns the staged object if it holds exactly the records of every file, and otherwise the files that spoil it."""
    run, bucket = source.run, source.run.settings.curated_bucket
    staged = [key for key in sizes_below(run.s3, bucket, transaction.staging_prefix) if key.endswith(".parquet")]
    if len(staged) != 1:
        raise PromotionError(
            f"{len(staged)} Parquet objects were staged under {transaction.staging_prefix}, expected one; nothing of "
            "the transaction is visible, and the next run writes it again"
        )
    rows = run.spark.read.schema(f"{SOURCE_FILE} string").parquet(f"s3://{bucket}/{staged[0]}")
    counted = {row[0]: row[1] for row in rows.groupBy(SOURCE_FILE).count().collect()}
    expected = {file.key: file.records for file in transaction.batch.files if file.records}
    # Checked after the read, because Spark reads whatever version is current. If that is the profiled one now, it was then too.
    if counted != expected or _changed_raw_files(run, transaction.batch):
        return _faults(run, transaction.batch, counted)
    found = run.s3.head_object(Bucket=bucket, Key=staged[0], ChecksumMode="ENABLED")
    return Output(
        staged_key=staged[0],
        key=transaction.curated_key,
        etag=found["ETag"],
        size=found["ContentLength"],
        checksum=full_checksum(run.s3, bucket, staged[0], found),
        records=transaction.batch.records,
    )


def _faults(run: Run, batch: Batch, counted: Mapping[Optional[str], int]) -> Faults:
    faults = damaged_files(run, batch)
    for file in batch.files:
        good, bad = counted.get(file.key, 0), counted.get(BAD_RECORDS_OF + file.key, 0)
        if file in faults:
            continue
        if bad:
            faults[file] = HeldReason.UNREADABLE_VALUE, f"{bad} of {good + bad} records hold a value that cannot be read as its type"
        elif good != file.records:
            faults[file] = HeldReason.COUNT_MISMATCH, f"{good} records were read, the profiler counted {file.records}"
    if not faults:
        raise PromotionError(
            f"{counted.get(None, 0)} records of {batch.txn} came from objects that its manifest does not name; nothing "
            "of the transaction is visible, and the next run writes it again"
        )
    return faults


def damaged_files(run: Run, batch: Batch) -> Faults:
    """The files with an object that is missing, or is not what the profiler read or wrote."""
    return {**_changed_raw_files(run, batch), **_damaged_copies(run, batch)}


def _changed_raw_files(run: Run, batch: Batch) -> Faults:
    """The raw files whose key now has no object, or another version than the profiled one."""
    raw = [file for file in batch.files if file.is_raw]
    current = current_versions(run.s3, run.settings.raw_bucket, [file.key for file in raw]) if raw else {}
    faults: Faults = {}
    for file in raw:
        if file.key not in current:
            faults[file] = HeldReason.OBJECT_MISSING, f"{file.key} does not exist"
        elif current[file.key] != file.version_id:
            detail = f"{file.key} was replaced: version {file.version_id} was profiled, {current[file.key]} is there"
            faults[file] = HeldReason.OBJECT_MISSING, detail
    return faults


def _damaged_copies(run: Run, batch: Batch) -> Faults:
    """The files with a canonical part that is missing, has another size than the ledger says, or is not a whole gzip file."""
    bucket = run.settings.raw_bucket
    folders = {part.key.rpartition("/")[0] + "/" for file in batch.files for part in file.parts}
    sizes = {key: size for folder in folders for key, size in sizes_below(run.s3, bucket, folder).items()}
    faults: Faults = {}
    for file in batch.files:
        for part in file.parts:
            if part.key not in sizes:
                faults[file] = HeldReason.OBJECT_MISSING, f"{part.key} does not exist"
            elif sizes[part.key] != part.bytes:
                faults[file] = HeldReason.OBJECT_MISSING, f"{part.key} has {sizes[part.key]} bytes, the profiler wrote {part.bytes}"
            elif not _is_whole_gzip(run, part.key):
                faults[file] = HeldReason.OBJECT_MISSING, f"{part.key} is not a whole gzip file"
    return faults


def _is_whole_gzip(run: Run, key: str) -> bool:
    body = run.s3.get_object(Bucket=run.settings.raw_bucket, Key=key)["Body"]
    unpacked = zlib.decompressobj(wbits=31)
    try:
        for chunk in body.iter_chunks(1 << 20):
            while chunk:
                unpacked.decompress(chunk, 1 << 24)
                chunk = unpacked.unconsumed_tail
    except zlib.error:
        return False
    return unpacked.eof
