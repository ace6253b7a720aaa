"""One bucket in memory with versions, and the calls that the filling of a batch makes. A test may do something before each read."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any, Callable, Dict, Optional, Tuple

from botocore.exceptions import ClientError
from botocore.response import StreamingBody


class MemoryS3:
    """``before_get`` is called with the arguments of each GetObject. It may raise, or return a body to give instead."""

    def __init__(self) -> None:
        self.versions: Dict[Tuple[str, str], bytes] = {}
        self.staged: Dict[str, Dict[str, Any]] = {}
        self.before_get: Callable[[Dict[str, Any]], Optional[StreamingBody]] = lambda arguments: None

    def add(self, key: str, body: bytes, version_id: str = "v1") -> str:
        """Stores a version, and returns its ETag."""
        self.versions[key, version_id] = body
        return _etag(body)

    def get_object(self, **arguments: Any) -> Dict[str, Any]:
        instead = self.before_get(arguments)
        key, version_id = arguments["Key"], arguments.get("VersionId", "v1")
        if (key, version_id) not in self.versions:
            raise refusal("NoSuchVersion", 404)
        whole = self.versions[key, version_id]
        if arguments.get("IfMatch", _etag(whole)) != _etag(whole):
            raise refusal("PreconditionFailed", 412)
        body, more = whole, {}
        if "Range" in arguments:
            first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", arguments["Range"]).groups())
            if first >= len(whole):
                raise refusal("InvalidRange", 416)
            body = whole[first : last + 1]
            more = {"ContentRange": f"bytes {first}-{first + len(body) - 1}/{len(whole)}"}
        return {"Body": instead or StreamingBody(io.BytesIO(body), len(body)), "ContentLength": len(body), **more}

    def put_object(self, Bucket: str, Key: str, Body: Any, **more: Any) -> Dict[str, Any]:
        body = Body.read()
        self.staged[Key] = {"bucket": Bucket, "body": body, **more}
        return {"ETag": _etag(body)}


def refusal(code: str, status: int) -> ClientError:
    """An error as S3 reports it."""
    return ClientError({"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetObject")


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'
