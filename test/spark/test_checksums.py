"""A published object is recognized by its checksum, however the staged object was uploaded."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from types import SimpleNamespace
from typing import Any, Dict, Optional

import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from promotion.aws.checksums import full_checksum
from promotion.log import Log
from promotion.protocol.copy import copy
from promotion.transactions.transaction import Output

BODY = bytes(range(256)) * 1000
BUCKET = "curated"


class S3:
    """What AWS documents about checksums. An upload in parts has a checksum of its parts' checksums, unless it asks for one of
    the full object. A copy in one piece always has one of the full object, with the algorithm of its origin."""

    def __init__(self) -> None:
        self._objects: Dict[str, Dict[str, Any]] = {}
        self.read = []

    def put(self, key: str, body: bytes, part_bytes: Optional[int] = None, algorithm: Optional[str] = "CRC32") -> None:
        parts = [body[start : start + part_bytes] for start in range(0, len(body), part_bytes)] if part_bytes else None
        self._objects[key] = {"body": body, "parts": parts, "algorithm": algorithm}

    def delete(self, key: str) -> None:
        del self._objects[key]

    def head_object(self, Bucket: str, Key: str, ChecksumMode: str) -> Dict[str, Any]:
        found = self._found(Key, "HeadObject")
        reply = {"ContentLength": len(found["body"]), "ETag": self._etag(found)}
        if not found["algorithm"]:
            return reply
        name = f"Checksum{found['algorithm']}"
        if not found["parts"]:
            return {**reply, name: _crc32(found["body"]), "ChecksumType": "FULL_OBJECT"}
        digests = b"".join(zlib.crc32(part).to_bytes(4, "big") for part in found["parts"])
        return {**reply, name: f"{_crc32(digests)}-{len(found['parts'])}", "ChecksumType": "COMPOSITE"}

    def copy_object(self, Bucket: str, Key: str, CopySource: Dict[str, str], CopySourceIfMatch: str) -> None:
        origin = self._found(CopySource["Key"], "CopyObject")
        assert self._etag(origin) == CopySourceIfMatch
        self.put(Key, origin["body"], algorithm=origin["algorithm"])

    def get_object(self, Bucket: str, Key: str, IfMatch: str) -> Dict[str, Any]:
        found = self._found(Key, "GetObject")
        assert self._etag(found) == IfMatch
        self.read.append(Key)
        return {"Body": StreamingBody(io.BytesIO(found["body"]), len(found["body"]))}

    def _found(self, key: str, operation: str) -> Dict[str, Any]:
        if key not in self._objects:
            error = {"Error": {"Code": "NoSuchKey"}, "ResponseMetadata": {"HTTPStatusCode": 404}}
            raise ClientError(error, operation)
        return self._objects[key]

    @staticmethod
    def _etag(found: Dict[str, Any]) -> str:
        if not found["parts"]:
            return hashlib.md5(found["body"]).hexdigest()
        digests = b"".join(hashlib.md5(part).digest() for part in found["parts"])
        return f"{hashlib.md5(digests).hexdigest()}-{len(found['parts'])}"


def _crc32(body: bytes) -> str:
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def sealed(s3: S3, key: str) -> Output:
    """The output as it is recorded after the staged object has been verified."""
    head = s3.head_object(BUCKET, key, "ENABLED")
    return Output(key, "curated/a.parquet", head["ETag"], head["ContentLength"], full_checksum(s3, BUCKET, key, head), 1)


def source_of(s3: S3):
    return SimpleNamespace(run=SimpleNamespace(s3=s3, settings=SimpleNamespace(curated_bucket=BUCKET)), log=Log())


UPLOADS = {
    "in one piece": {},
    "in parts": {"part_bytes": 100_000},
    "in parts without a checksum": {"part_bytes": 100_000, "algorithm": None},
    "in one piece without a checksum": {"algorithm": None},
}


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
def test_a_published_object_is_recognized_when_its_staging_is_gone(upload):
    s3 = S3()
    s3.put("staging/a", BODY, **upload)
    output = sealed(s3, "staging/a")
    copy(source_of(s3), output)
    s3.delete("staging/a")
    copy(source_of(s3), output)


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
def test_another_object_of_the_same_size_is_not_taken_for_the_published_one(upload):
    s3 = S3()
    s3.put("staging/a", BODY, **upload)
    output = sealed(s3, "staging/a")
    s3.delete("staging/a")
    s3.put(output.key, BODY[::-1], **upload)
    with pytest.raises(RuntimeError, match="find out what wrote it"):
        copy(source_of(s3), output)


def test_an_object_is_read_for_its_checksum_only_if_s3_has_none_of_the_full_object():
    s3 = S3()
    s3.put("whole", BODY)
    s3.put("parts", BODY, part_bytes=100_000)
    assert sealed(s3, "whole").checksum == sealed(s3, "parts").checksum == f"CRC32:{_crc32(BODY)}"
    assert s3.read == ["parts"]
