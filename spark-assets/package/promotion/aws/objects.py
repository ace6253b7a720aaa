"""Operations on all objects of S3 under a prefix. The API offers them only page by page."""

from __future__ import annotations

from typing import Dict, Sequence

from botocore.client import BaseClient


def sizes_below(s3: BaseClient, bucket: str, prefix: str) -> Dict[str, int]:
    """{key: bytes} of every object under the prefix."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {found["Key"]: found["Size"] for page in pages for found in page.get("Contents", [])}


def current_versions(s3: BaseClient, bucket: str, keys: Sequence[str]) -> Dict[str, str]:
    """{key: id of its current version} of those keys that have a current version. All keys must be in one folder.

    It lists from the first key to the last, so a few files in a large folder cost little.
    """
    first, last, wanted = min(keys), max(keys), frozenset(keys)
    pages = s3.get_paginator("list_object_versions").paginate(
        # The key without its last character sorts before the key, and no other wanted key lies between them.
        Bucket=bucket, Prefix=first.rpartition("/")[0] + "/", KeyMarker=first[:-1]
    )
    found: Dict[str, str] = {}
    for page in pages:
        versions = page.get("Versions", [])
        found.update({each["Key"]: each["VersionId"] for each in versions if each["IsLatest"] and each["Key"] in wanted})
        if versions and versions[-1]["Key"] > last:
            break
    return found


def delete_below(s3: BaseClient, bucket: str, prefix: str) -> None:
    """Deletes every object under the prefix. Raises RuntimeError if S3 refuses one."""
    keys = list(sizes_below(s3, bucket, prefix))
    for start in range(0, len(keys), 1000):
        objects = [{"Key": key} for key in keys[start : start + 1000]]
        reply = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if reply.get("Errors"):
            refused = reply["Errors"][0]
            raise RuntimeError(f"{refused['Key']} was not deleted: {refused['Code']} {refused['Message']}")
