"""S3 by prefix: the two operations that the API offers only page by page."""

from __future__ import annotations

from typing import Dict

from botocore.client import BaseClient


def sizes_below(s3: BaseClient, bucket: str, prefix: str) -> Dict[str, int]:
    """{key: bytes} of every object under the prefix."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {found["Key"]: found["Size"] for page in pages for found in page.get("Contents", [])}


def delete_below(s3: BaseClient, bucket: str, prefix: str) -> None:
    """Deletes every object under the prefix. Raises RuntimeError if S3 refuses one."""
    keys = list(sizes_below(s3, bucket, prefix))
    for start in range(0, len(keys), 1000):
        objects = [{"Key": key} for key in keys[start : start + 1000]]
        reply = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if reply.get("Errors"):
            refused = reply["Errors"][0]
            raise RuntimeError(f"{refused['Key']} was not deleted: {refused['Code']} {refused['Message']}")
