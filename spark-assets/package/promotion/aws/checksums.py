"""Checksums of whole objects: how a sealed object is known again wherever it was copied to.

S3 keeps two kinds. One of the full object stays the same in every copy. A composite one is a checksum of the parts of an
upload, as is the ETag of such an upload, and a copy in one piece has another.
"""

from __future__ import annotations

import base64
import zlib
from typing import Any, Mapping, Optional

from botocore.client import BaseClient

#: Those that S3 may keep, the one it adds by itself first.
_ALGORITHMS = ("CRC64NVME", "CRC32C", "CRC32", "SHA256", "SHA1")

_CHUNK_BYTES = 1 << 20


def full_checksum(s3: BaseClient, bucket: str, key: str, head: Mapping[str, Any], like: Optional[str] = None) -> str:
    """``<algorithm>:<base64>`` of the whole object whose HeadObject reply (with ``ChecksumMode``) is ``head``.

    It is S3's own where S3 keeps one of the full object, of the algorithm of ``like`` if given; else the object is read,
    and it is a CRC32.
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
