"""VERIFY: what was staged is read back and compared, file by file, with what the profiler counted."""

from __future__ import annotations

import zlib
from typing import Dict, Optional, Tuple

from pyspark.sql import functions as F

from promotion.columns import SOURCE_FILE
from promotion.hold import COUNT_MISMATCH, OBJECT_MISSING, UNREADABLE_VALUE
from promotion.job import Job, SourceJob
from promotion.layout import Layout
from promotion.objects import sizes_below
from promotion.read import BAD, records
from promotion.transaction import Batch, InputFile, Output, Transaction

#: {file: (reason, detail)} of the files that must not be promoted as they are.
Faults = Dict[InputFile, Tuple[str, str]]


def verify(source: SourceJob, transaction: Transaction) -> Optional[Output]:
    """The staged object, or None if it does not hold exactly the records of every file."""
    job, bucket = source.job, source.job.settings.curated_bucket
    staged = [key for key in sizes_below(job.s3, bucket, transaction.staging_prefix) if key.endswith(".parquet")]
    if len(staged) != 1:
        raise RuntimeError(
            f"{len(staged)} Parquet objects were staged under {transaction.staging_prefix}, expected one; the run "
            "stops here for this source, nothing of the transaction is visible"
        )
    rows = job.spark.read.schema(f"{SOURCE_FILE} string").parquet(f"s3://{bucket}/{staged[0]}")
    counted = {row[0]: row[1] for row in rows.groupBy(SOURCE_FILE).count().collect()}
    if counted != {file.key: file.records for file in transaction.batch.files if file.records}:
        return None
    found = job.s3.head_object(Bucket=bucket, Key=staged[0], ChecksumMode="ENABLED")
    return Output(
        staged_key=staged[0],
        key=transaction.curated_key,
        etag=found["ETag"],
        size=found["ContentLength"],
        checksum=checksum(found),
        records=transaction.batch.records,
    )


def checksum(head: dict) -> str:
    """S3's own checksum of an object from its HeadObject reply, which a copy keeps; else its ETag."""
    for algorithm in ("CRC64NVME", "CRC32C", "CRC32", "SHA256", "SHA1"):
        value = head.get(f"Checksum{algorithm}")
        if value:
            return f"{algorithm}:{value}"
    return f"ETag:{head['ETag']}"


def find_faults(source: SourceJob, batch: Batch, layout: Layout) -> Faults:
    """Which files a batch cannot be promoted with; read only when its object was wrong, for this reads all again."""
    faults = damaged_files(source.job, batch)
    whole = tuple(file for file in batch.files if file not in faults)
    read = records(source.job.spark, source.job.settings.raw_bucket, Batch(batch.source_id, batch.date, whole), layout)
    tallies = {
        row[0]: (row[1], row[2])
        for row in read.groupBy(SOURCE_FILE).agg(F.count(F.lit(1)), F.sum(F.col(BAD).cast("bigint"))).collect()
    }
    for file in whole:
        found, bad = tallies.get(file.key, (0, 0))
        if bad:
            faults[file] = UNREADABLE_VALUE, f"{bad} of {found} records hold a value that cannot be read as its type"
        elif found != file.records:
            faults[file] = COUNT_MISMATCH, f"{found} records were read, the profiler counted {file.records}"
    return faults


def damaged_files(job: Job, batch: Batch) -> Faults:
    """The files of which a canonical part is missing, has another size than the ledger says, or is no whole gzip."""
    bucket = job.settings.raw_bucket
    folders = {part.key.rpartition("/")[0] + "/" for file in batch.files for part in file.parts}
    sizes = {key: size for folder in folders for key, size in sizes_below(job.s3, bucket, folder).items()}
    faults: Faults = {}
    for file in batch.files:
        for part in file.parts:
            if part.key not in sizes:
                faults[file] = OBJECT_MISSING, f"{part.key} does not exist"
            elif sizes[part.key] != part.bytes:
                faults[file] = OBJECT_MISSING, f"{part.key} has {sizes[part.key]} bytes, the profiler wrote {part.bytes}"
            elif not _is_whole_gzip(job, part.key):
                faults[file] = OBJECT_MISSING, f"{part.key} is no whole gzip file"
    return faults


def _is_whole_gzip(job: Job, key: str) -> bool:
    body = job.s3.get_object(Bucket=job.settings.raw_bucket, Key=key)["Body"]
    unpacked = zlib.decompressobj(wbits=31)
    try:
        for chunk in body.iter_chunks(1 << 20):
            while chunk:
                unpacked.decompress(chunk, 1 << 24)
                chunk = unpacked.unconsumed_tail
    except zlib.error:
        return False
    return unpacked.eof
