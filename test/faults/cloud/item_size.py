"""The size that DynamoDB counts for an item, by the page "Item sizes and formats" of its guide. The job's own count is compared with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Mapping

from boto3.dynamodb.types import Binary


def size_of(item: Mapping[str, Any]) -> int:
    """The bytes of an item: the names of its attributes and their values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Any) -> int:
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, (int, Decimal)):
        # "approximately (length of attribute name) + (1 byte per two significant digits) + (1 byte)", up to 21 bytes.
        return min(21, len(Decimal(value).normalize().as_tuple().digits) // 2 + 2)
    if isinstance(value, Binary):
        return len(value.value)
    if isinstance(value, dict):
        return 3 + sum(1 + len(name.encode()) + _value(each) for name, each in value.items())
    if isinstance(value, list):
        return 3 + sum(1 + _value(each) for each in value)
    raise TypeError(f"an item cannot hold a {type(value).__name__}")
