"""Operations on all objects of S3 under a prefix. The API offers them only page by page."""

from __future__ import annotations

from botocore.client import BaseClient


def delete_below(s3: BaseClient, bucket: str, prefix: str) -> None:
    """Deletes every object under the prefix. Raises RuntimeError if S3 refuses one."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    for start in range(0, len(keys), 1000):
        objects = [{"Key": key} for key in keys[start : start + 1000]]
        reply = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if reply.get("Errors"):
            refused = reply["Errors"][0]
            raise RuntimeError(f"{refused['Key']} was not deleted: {refused['Code']} {refused['Message']}")
