"""Maps that may outgrow a DynamoDB item. They are stored as a map, as gzipped JSON, or as the key of an S3 object of gzipped JSON."""

from __future__ import annotations

import gzip
import json
import uuid
from typing import Any, Mapping

from botocore.client import BaseClient

from promotion.contract import LARGE_MAP_BYTES, Prefix


class LargeMaps:
    """Reads and writes the large maps of both tables. The S3 objects are in the raw bucket under ``schemas/``."""

    def __init__(self, s3: BaseClient, raw_bucket: str) -> None:
        self._s3 = s3
        self._bucket = raw_bucket

    def decode(self, stored: Any) -> dict[str, Any]:
        """The map, in whichever form it is stored. An absent attribute is an empty map."""
        if stored is None:
            return {}
        if isinstance(stored, str):
            body = self._s3.get_object(Bucket=self._bucket, Key=stored)["Body"].read()
            return dict(json.loads(gzip.decompress(body)))
        if isinstance(stored, Mapping):
            return dict(stored)
        return dict(json.loads(gzip.decompress(bytes(stored))))

    def text(self, stored: Any) -> str:
        """The map's JSON, or the key of the S3 object that holds it, which is not read. Equal maps give equal JSON."""
        return stored if isinstance(stored, str) else _json(self.decode(stored))

    def encode(self, source_id: str, name: str, value: Mapping[str, Any]) -> Any:
        """What to store for the map. If that is the key of an S3 object, the object exists when this returns.

        ``name`` says whose map it is. The key ends in a new id, so no object that an item names is ever overwritten.
        """
        text = _json(value).encode()
        if len(text) <= LARGE_MAP_BYTES:
            return dict(value)
        packed = gzip.compress(text, mtime=0)
        if len(packed) <= LARGE_MAP_BYTES:
            return packed
        key = f"{Prefix.SCHEMAS}source={source_id}/{name}-{uuid.uuid4().hex}.json.gz"
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=packed, ContentType="application/gzip")
        return key


def _json(value: Mapping[str, Any]) -> str:
    # Numbers of an item arrive as Decimal.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=int)
