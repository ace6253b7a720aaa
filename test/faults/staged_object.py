"""What stands for a Parquet object: JSON that ends as a Parquet object does."""

from __future__ import annotations

import json
from typing import Any

_MAGIC = b"PAR1"


def packed(content: Any) -> bytes:
    """The object with this content."""
    body = json.dumps(content).encode()
    return _MAGIC + body + len(body).to_bytes(4, "little") + _MAGIC


def unpacked(body: bytes) -> Any:
    """The content of such an object."""
    return json.loads(body[len(_MAGIC) : -4 - len(_MAGIC)])
