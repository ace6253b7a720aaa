"""COPY: the staged object appears in curated by one server-side copy, which readers see whole or not at all."""

from __future__ import annotations

from typing import Any, List

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from promotion.aws.checksums import full_checksum
from promotion.protocol.run import LeasedSource
from promotion.transactions.transaction import Output

#: CopyObject's limit; larger objects are copied in parts, and appear when the upload is completed.
SINGLE_COPY_BYTES = 5 * 1024**3
PART_BYTES = 1024**3


class StagedObjectGone(Exception):
    """Neither the staged object nor a published copy of it exists. Nothing of the transaction was ever visible."""


def copy(source: LeasedSource, output: Output) -> None:
    """Copies the very object that was sealed; copying it again changes nothing. Raises StagedObjectGone."""
    s3, bucket = source.run.s3, source.run.settings.curated_bucket
    try:
        copy_object(s3, bucket, output, SINGLE_COPY_BYTES)
    except ClientError as error:
        # 404: the object expired or was cleaned up; 412: its key holds another object.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (404, 412):
            raise
        _expect_published(s3, bucket, output)
    source.log.event("published", key=output.key)


def copy_object(s3: BaseClient, bucket: str, output: Output, single_copy_bytes: int, part_bytes: int = PART_BYTES) -> None:
    """One copy that takes effect at once, whatever the size."""
    origin = {"Bucket": bucket, "Key": output.staged_key}
    if output.size <= single_copy_bytes:
        s3.copy_object(Bucket=bucket, Key=output.key, CopySource=origin, CopySourceIfMatch=output.etag)
        return
    algorithm = output.checksum.partition(":")[0]
    # Else S3 keeps a composite one, and the copy would have to be read to be known again.
    kept = {"ChecksumAlgorithm": algorithm, "ChecksumType": "FULL_OBJECT"} if algorithm.startswith("CRC") else {}
    upload = s3.create_multipart_upload(Bucket=bucket, Key=output.key, **kept)["UploadId"]
    try:
        parts: List[dict[str, Any]] = []
        for start in range(0, output.size, part_bytes):
            last = min(start + part_bytes, output.size) - 1
            copied = s3.upload_part_copy(
                Bucket=bucket, Key=output.key, UploadId=upload, PartNumber=len(parts) + 1,
                CopySource=origin, CopySourceIfMatch=output.etag, CopySourceRange=f"bytes={start}-{last}",
            )["CopyPartResult"]
            sums = {name: value for name, value in copied.items() if name.startswith("Checksum")}
            parts.append({"ETag": copied["ETag"], "PartNumber": len(parts) + 1, **sums})
        s3.complete_multipart_upload(Bucket=bucket, Key=output.key, UploadId=upload, MultipartUpload={"Parts": parts})
    except BaseException:
        s3.abort_multipart_upload(Bucket=bucket, Key=output.key, UploadId=upload)
        raise


def _expect_published(s3: BaseClient, bucket: str, output: Output) -> None:
    try:
        found = s3.head_object(Bucket=bucket, Key=output.key, ChecksumMode="ENABLED")
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise StagedObjectGone(output.staged_key) from error
        raise
    checksum = full_checksum(s3, bucket, output.key, found, like=output.checksum)
    if found["ContentLength"] != output.size or checksum != output.checksum:
        # Giving the transaction up would promote its files a second time beside whatever this object holds.
        raise RuntimeError(
            f"{output.key} has {found['ContentLength']} bytes and the checksum {checksum}, but {output.size} "
            f"bytes with {output.checksum} were sealed; find out what wrote it before this source is promoted again"
        )
