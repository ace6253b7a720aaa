"""The bytes that DynamoDB counts, and how a long list of changes is cut to fit into transactions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Iterable, Iterator, List, Mapping, Tuple, TypeVar

from promotion.contract import DynamoDbLimit, TRANSACTION_MARGIN_BYTES

#: A number has at most 38 digits. Two digits take one byte, and the number takes two more bytes. Every number counts as the longest.
_NUMBER_BYTES = 21

#: The bytes of a list or map itself, and the bytes of each entry beside its content.
_CONTAINER_BYTES, _ENTRY_BYTES = 3, 1

#: The most bytes of items in a cut. The margin is for what others add to the items between our reading and our writing.
_CUT_BYTES = DynamoDbLimit.TRANSACTION_BYTES - TRANSACTION_MARGIN_BYTES

T = TypeVar("T")


def item_bytes(item: Mapping[str, Any]) -> int:
    """The bytes that DynamoDB counts for an item with plain Python values; never too few."""
    return sum(_text_bytes(name) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Any) -> int:
    """The bytes that DynamoDB counts for the value of an attribute; never too few.

    Raises TypeError for a value that no attribute can have.
    """
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, str):
        return _text_bytes(value)
    if isinstance(value, (int, Decimal)):
        return _NUMBER_BYTES
    if isinstance(value, (bytes, bytearray)):
        return len(value)
    if isinstance(value, Mapping):
        return _CONTAINER_BYTES + sum(_ENTRY_BYTES + _text_bytes(name) + value_bytes(each) for name, each in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return _CONTAINER_BYTES + sum(_ENTRY_BYTES + value_bytes(each) for each in value)
    if hasattr(value, "value") and isinstance(value.value, (bytes, bytearray)):  # boto3's Binary
        return len(value.value)
    raise TypeError(f"no attribute of an item can be a {type(value).__name__}")


def cut(changes: Iterable[Tuple[T, int, int]], reserved_actions: int, reserved_bytes: int) -> Iterator[List[T]]:
    """Cuts ``changes`` into lists that each fit into one transaction, beside what is reserved for its other actions.

    Each change is (change, number of its actions, bytes of the items that they touch). No change is divided, and the order
    is kept.
    """
    fitting: List[T] = []
    actions, size = reserved_actions, reserved_bytes
    for change, its_actions, its_bytes in changes:
        is_full = actions + its_actions > DynamoDbLimit.TRANSACTION_ACTIONS or size + its_bytes > _CUT_BYTES
        if fitting and is_full:
            yield fitting
            fitting, actions, size = [], reserved_actions, reserved_bytes
        fitting.append(change)
        actions += its_actions
        size += its_bytes
    if fitting:
        yield fitting


def _text_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
