"""Checksums of whole objects, by which a sealed object is recognized wherever it was copied.

S3 keeps two kinds. The checksum of a full object is the same in every copy. A composite checksum belongs to the parts of an
upload, as does the ETag of such an upload, so a copy in one piece has a different one.
"""

from __future__ import annotations

import base64
import zlib
from typing import Any, Mapping, Optional

from botocore.client import BaseClient

#: The algorithms that S3 may use. It adds the first one by itself.
_ALGORITHMS = ("CRC64NVME", "CRC32C", "CRC32", "SHA256", "SHA1")

_CHUNK_BYTES = 1 << 20


def full_checksum(s3: BaseClient, bucket: str, key: str, head: Mapping[str, Any], like: Optional[str] = None) -> str:
    """``<algorithm>:<base64>`` of the whole object whose HeadObject reply (with ``ChecksumMode``) is ``head``.

    Returns S3's own checksum of the full object, if S3 keeps one (with the algorithm of ``like``, if that is given). Otherwise
    it reads the object and computes a CRC32.
    """
    if head.get("ChecksumType") == "FULL_OBJECT":
        for algorithm in [like.partition(":")[0]] if like else _ALGORITHMS:
            value = head.get(f"Checksum{algorithm}")
            if value:
                return f"{algorithm}:{value}"
    crc = 0
    for chunk in s3.get_object(Bucket=bucket, Key=key, IfMatch=head["ETag"])["Body"].iter_chunks(_CHUNK_BYTES):
        crc = zlib.crc32(chunk, crc)
    return "CRC32:" + base64.b64encode(crc.to_bytes(4, "big")).decode()
