"""VERIFY: what a task staged is compared, file by file, with what the profiler counted."""

from __future__ import annotations

from typing import Dict, Tuple, Union

from promotion.aws.checksums import full_checksum
from promotion.contract import HeldReason
from promotion.protocol.errors import PromotionError
from promotion.protocol.run import LeasedSource
from promotion.reading.order import Filled, StagedObject
from promotion.transactions.batch import Batch
from promotion.transactions.input_file import InputFile
from promotion.transactions.transaction import Output, Transaction

#: {file: (reason, detail)} of the files that must not be promoted as they are.
Faults = Dict[InputFile, Tuple[str, str]]

#: A Parquet object ends with the length of its footer, in four bytes, and these four.
_MAGIC = b"PAR1"


def verify(source: LeasedSource, transaction: Transaction, filled: Filled) -> Union[Output, Faults]:
    """Returns the staged object if it holds exactly the records of every file, and otherwise the files that spoil it."""
    faults = _faults(transaction.batch, filled)
    if faults:
        return faults
    staged = filled.output
    if staged is None or staged.records != transaction.batch.records:
        raise _unexpected(transaction, f"its task staged {staged}, expected {transaction.batch.records} records")
    _expect_staged(source, transaction, staged)
    return Output(
        staged_key=staged.key,
        key=transaction.curated_key,
        etag=staged.etag,
        size=staged.size,
        checksum=staged.checksum,
        records=staged.records,
    )


def _faults(batch: Batch, filled: Filled) -> Faults:
    faults: Faults = {}
    for file in batch.files:
        found = filled.records.get(file.key, 0)
        if file.key in filled.faults:
            faults[file] = filled.faults[file.key]
        elif found != file.records:
            faults[file] = HeldReason.COUNT_MISMATCH, f"{found} records were read, the profiler counted {file.records}"
    return faults


def _expect_staged(source: LeasedSource, transaction: Transaction, staged: StagedObject) -> None:
    """Raises PromotionError unless S3 holds exactly the bytes that the task had in its file, and they end as a Parquet object does.

    The task reads the number of rows in the footer of its file before it uploads the file. The checksum says that the object is that
    file.
    """
    s3, bucket = source.run.s3, source.run.settings.curated_bucket
    found = s3.head_object(Bucket=bucket, Key=staged.key, ChecksumMode="ENABLED")
    checksum = full_checksum(s3, bucket, staged.key, found, like=staged.checksum)
    if (found["ETag"], found["ContentLength"], checksum) != (staged.etag, staged.size, staged.checksum):
        what = f"{found['ContentLength']} bytes with {checksum}"
        raise _unexpected(transaction, f"{staged.key} has {what}, its task staged {staged.size} with {staged.checksum}")
    end = s3.get_object(Bucket=bucket, Key=staged.key, Range="bytes=-8", IfMatch=staged.etag)["Body"].read()
    footer = int.from_bytes(end[:4], "little")
    if end[4:] != _MAGIC or not 0 < footer <= staged.size - 12:
        raise _unexpected(transaction, f"{staged.key} does not end as a Parquet object does")


def _unexpected(transaction: Transaction, what: str) -> PromotionError:
    return PromotionError(f"{what}; nothing of {transaction.txn} is visible, and the next run writes it again")
