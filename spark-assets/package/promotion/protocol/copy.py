"""COPY: one server-side copy publishes the staged object in curated. Readers see all of it or nothing."""

from __future__ import annotations

from typing import Any, List

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from promotion.aws.checksums import full_checksum
from promotion.protocol.run import LeasedSource
from promotion.transactions.transaction import Output

#: The limit of CopyObject. Larger objects are copied in parts, and appear when the upload is completed.
SINGLE_COPY_BYTES = 5 * 1024**3
PART_BYTES = 1024**3


class StagedObjectGone(Exception):
    """Neither the staged object nor a published copy of it exists. Nothing of the transaction was ever visible."""


def copy(source: LeasedSource, output: Output) -> None:
    """Copies exactly the object that was sealed. A repeated copy changes nothing. Raises StagedObjectGone."""
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
    """Copies an object of any size, so that the whole copy appears at once."""
    origin = {"Bucket": bucket, "Key": output.staged_key}
    if output.size <= single_copy_bytes:
        s3.copy_object(Bucket=bucket, Key=output.key, CopySource=origin, CopySourceIfMatch=output.etag)
        return
    algorithm = output.checksum.partition(":")[0]
    # Otherwise S3 keeps a composite checksum, and the copy could only be recognized by reading it.
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
        # If the transaction were given up, its files would be promoted again, beside whatever this object holds.
        raise RuntimeError(
            f"{output.key} has {found['ContentLength']} bytes and the checksum {checksum}, but {output.size} "
            f"bytes with {output.checksum} were sealed; find out what wrote it before this source is promoted again"
        )
