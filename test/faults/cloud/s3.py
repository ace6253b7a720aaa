"""Buckets in memory, with the calls that the steps of the protocol use."""

from __future__ import annotations

import hashlib
import io
import itertools
import zlib
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Tuple

from cloud.errors import refusal
from cloud.latitude import Latitude


@dataclass(frozen=True)
class StoredObject:
    """The bytes of a key. ``checksum`` is S3's own checksum, which a copy in one piece keeps."""

    body: bytes
    checksum: str
    checksum_type: str = "FULL_OBJECT"

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.body).hexdigest()}"'


@dataclass
class _Upload:
    key: Tuple[str, str]
    is_full_object: bool
    parts: Dict[int, bytes] = field(default_factory=dict)


class _Body(io.BytesIO):
    def iter_chunks(self, size: int) -> Iterator[bytes]:
        """The rest of the bytes, ``size`` at a time."""
        while chunk := self.read(size):
            yield chunk


class S3:
    """The calls that the job makes. ``watch_delete`` gets bucket and key of every deletion before it happens."""

    def __init__(self, latitude: Latitude) -> None:
        self.latitude = latitude
        #: The current version of each key.
        self.objects: Dict[Tuple[str, str], StoredObject] = {}
        #: Every version that has an id. Only the raw bucket keeps versions.
        self.versions: Dict[Tuple[str, str, str], StoredObject] = {}
        self.uploads: Dict[str, _Upload] = {}
        self.watch_delete: Callable[[str, str], None] = lambda bucket, key: None
        self._numbers = itertools.count(1)

    def put_object(self, Bucket: str, Key: str, Body: bytes, **_: Any) -> Dict[str, Any]:
        made = self.objects[Bucket, Key] = StoredObject(Body, _checksum(Body))
        return {"ETag": made.etag, "ChecksumCRC64NVME": made.checksum}

    def put_version(self, bucket: str, key: str, version_id: str, body: bytes) -> StoredObject:
        """What a sender does: the key gets a new version."""
        self.put_object(bucket, key, body)
        made = self.versions[bucket, key, version_id] = self.objects[bucket, key]
        return made

    def get_object(
        self, Bucket: str, Key: str, VersionId: Optional[str] = None, IfMatch: Optional[str] = None, Range: Optional[str] = None
    ) -> Dict[str, Any]:
        found = self._object(Bucket, Key) if VersionId is None else self.versions.get((Bucket, Key, VersionId))
        if found is None:
            raise refusal("NoSuchVersion", 404)
        if IfMatch is not None and IfMatch != found.etag:
            raise refusal("PreconditionFailed", 412)
        return {"Body": _Body(found.body if Range is None else found.body[-int(Range.removeprefix("bytes=-")) :])}

    def head_object(self, Bucket: str, Key: str, ChecksumMode: str = "") -> Dict[str, Any]:
        found = self._object(Bucket, Key)
        reply = {"ETag": found.etag, "ContentLength": len(found.body)}
        return {**reply, "ChecksumCRC64NVME": found.checksum, "ChecksumType": found.checksum_type} if ChecksumMode else reply

    def copy_object(self, Bucket: str, Key: str, CopySource: Mapping[str, str], CopySourceIfMatch: str) -> Dict[str, Any]:
        self.objects[Bucket, Key] = self._origin(CopySource, CopySourceIfMatch)
        return {}

    def create_multipart_upload(self, Bucket: str, Key: str, ChecksumType: str = "", **_: Any) -> Dict[str, Any]:
        upload = f"upload-{next(self._numbers)}"
        self.uploads[upload] = _Upload((Bucket, Key), ChecksumType == "FULL_OBJECT")
        return {"UploadId": upload}

    def upload_part_copy(
        self, Bucket: str, Key: str, UploadId: str, PartNumber: int, CopySource: Mapping[str, str],
        CopySourceIfMatch: str, CopySourceRange: str,
    ) -> Dict[str, Any]:
        body = self._origin(CopySource, CopySourceIfMatch).body
        first, last = map(int, CopySourceRange.removeprefix("bytes=").split("-"))
        if not first <= last < len(body):
            raise refusal("InvalidRange", 416)
        part = self._upload(UploadId).parts[PartNumber] = body[first : last + 1]
        return {"CopyPartResult": {"ETag": StoredObject(part, "").etag, "ChecksumCRC64NVME": _checksum(part)}}

    def complete_multipart_upload(self, Bucket: str, Key: str, UploadId: str, MultipartUpload: Mapping[str, Any]) -> Dict[str, Any]:
        upload = self._upload(UploadId)
        body = b"".join(upload.parts[part["PartNumber"]] for part in MultipartUpload["Parts"])
        whole = StoredObject(body, _checksum(body))
        composite = StoredObject(body, f"{_checksum(body[::-1])}-{len(upload.parts)}", "COMPOSITE")
        self.objects[upload.key] = whole if upload.is_full_object else composite
        del self.uploads[UploadId]
        return {}

    def abort_multipart_upload(self, Bucket: str, Key: str, UploadId: str) -> Dict[str, Any]:
        self._upload(UploadId)
        del self.uploads[UploadId]
        return {}

    def list_objects_v2(self, Bucket: str, Prefix: str, ContinuationToken: Optional[str] = None) -> Dict[str, Any]:
        found = sorted(key for bucket, key in self.objects if bucket == Bucket and key.startswith(Prefix))
        if ContinuationToken:
            found = [key for key in found if key > ContinuationToken]
        page = found[: self.latitude.page()]
        contents = [{"Key": key, "Size": len(self.objects[Bucket, key].body)} for key in page]
        return {**({"Contents": contents} if contents else {}), **({"NextContinuationToken": page[-1]} if len(page) < len(found) else {})}

    def delete_objects(self, Bucket: str, Delete: Mapping[str, Any]) -> Dict[str, Any]:
        keys: List[str] = [each["Key"] for each in Delete["Objects"]]
        if not 1 <= len(keys) <= 1000:
            raise refusal("MalformedXML", message=f"{len(keys)} keys")
        for key in keys:
            self.watch_delete(Bucket, key)
            self.objects.pop((Bucket, key), None)
        return {}

    def _object(self, bucket: str, key: str) -> StoredObject:
        if (bucket, key) not in self.objects:
            raise refusal("NoSuchKey", 404)
        return self.objects[bucket, key]

    def _origin(self, source: Mapping[str, str], etag: str) -> StoredObject:
        found = self._object(source["Bucket"], source["Key"])
        if found.etag != etag:
            raise refusal("PreconditionFailed", 412)
        return found

    def _upload(self, upload: str) -> _Upload:
        if upload not in self.uploads:
            raise refusal("NoSuchUpload", 404)
        return self.uploads[upload]


def _checksum(body: bytes) -> str:
    """Stands for CRC64NVME."""
    return f"{zlib.crc32(body):08x}"
