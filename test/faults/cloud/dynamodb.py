"""Tables in memory. Every call is atomic and strongly consistent, as the job requests. Pages are small, and batches incomplete."""

from __future__ import annotations

import bisect
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from boto3.dynamodb.types import Binary
from cloud.errors import refusal
from cloud.expressions import Item, check_placeholders, holds, updated
from cloud.item_size import size_of
from cloud.latitude import CANCELLED_AGAIN, TAKEN_FOR_DONE, Latitude

Key = Tuple[str, str]
#: One action of a transaction: its kind (Put, Update, Delete or ConditionCheck), its request and the key of its item.
Act = Tuple[str, Mapping[str, Any], Key]

ITEM_LIMIT = 400 * 1024
TRANSACTION_LIMIT = 4 * 1024 * 1024


class Table:
    """The items of one table, by key and in the order of keys."""

    def __init__(self) -> None:
        self._items: Dict[Key, Item] = {}
        self._order: Dict[str, List[str]] = {}

    def get(self, key: Key) -> Optional[Item]:
        return self._items.get(key)

    def put(self, item: Mapping[str, Any]) -> None:
        key = key_of(item)
        if key not in self._items:
            bisect.insort(self._order.setdefault(key[0], []), key[1])
        self._items[key] = stored(item)

    def delete(self, key: Key) -> None:
        if self._items.pop(key, None) is not None:
            order = self._order[key[0]]
            order.pop(bisect.bisect_left(order, key[1]))

    def between(self, source_id: str, first: str, last: str) -> List[Item]:
        """Items with first <= sort key <= last, in order."""
        order = self._order.get(source_id, [])
        found = order[bisect.bisect_left(order, first) : bisect.bisect_right(order, last)]
        return [self._items[(source_id, sk)] for sk in found]


class DynamoDB:
    """The calls that the job makes. ``watch`` gets the actions of every transaction just before it takes effect."""

    def __init__(self, latitude: Latitude) -> None:
        self.latitude = latitude
        self.tables: Dict[str, Table] = {}
        self.watch: Callable[[List[Act]], None] = lambda acts: None
        #: For every transaction that took effect: its actions, and the bytes of the items that they touch.
        self.largest: Tuple[int, int] = (0, 0)
        self._done: Dict[str, Any] = {}
        self._cancelled: Dict[str, Exception] = {}

    def table(self, name: str) -> Table:
        return self.tables.setdefault(name, Table())

    def get_item(self, TableName: str, Key: Item, ConsistentRead: bool) -> Item:
        found = self.table(TableName).get(key_of(Key))
        return {"Item": read(found)} if found else {}

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Item:
        ((name, wanted),) = RequestItems.items()
        if not 1 <= len(wanted["Keys"]) <= 100:
            raise refusal("ValidationException", message=f"{len(wanted['Keys'])} keys in a batch")
        check_placeholders(wanted)
        names = wanted["ExpressionAttributeNames"]
        attributes = {names[placeholder.strip()] for placeholder in wanted["ProjectionExpression"].split(",")}
        served = self.latitude.served(wanted["Keys"])
        found = [self.table(name).get(key_of(key)) for key in served]
        left = [key for key in wanted["Keys"] if key not in served]
        return {
            "Responses": {name: [read({a: v for a, v in item.items() if a in attributes}) for item in found if item]},
            "UnprocessedKeys": {name: {**wanted, "Keys": left}} if left else {},
        }

    def query(
        self,
        TableName: str,
        KeyConditionExpression: str,
        ExpressionAttributeValues: Mapping[str, str],
        ConsistentRead: bool,
        ExclusiveStartKey: Optional[Item] = None,
    ) -> Item:
        if KeyConditionExpression != "source_id = :source AND sk BETWEEN :first AND :last":
            raise NotImplementedError(KeyConditionExpression)
        source_id, first, last = (ExpressionAttributeValues[f":{name}"] for name in ("source", "first", "last"))
        found = self.table(TableName).between(source_id, first, last)
        if ExclusiveStartKey:
            found = [item for item in found if item["sk"] > ExclusiveStartKey["sk"]]
        page = found[: self.latitude.page()]
        more = len(page) < len(found)
        return {"Items": [read(item) for item in page], **({"LastEvaluatedKey": _key(page[-1])} if more else {})}

    def update_item(self, TableName: str, Key: Item, **request: Any) -> Item:
        check_placeholders(request)
        table, key = self.table(TableName), key_of(Key)
        if not holds(table.get(key), request):
            raise refusal("ConditionalCheckFailedException")
        table.put(_of_legal_size(updated(table.get(key) or Key, request)))
        return {}

    def transact_write_items(self, TransactItems: List[Any], ClientRequestToken: str) -> Item:
        token = ClientRequestToken
        if token in self._done:
            if self._done[token] != TransactItems:
                raise refusal("IdempotentParameterMismatchException")
            return {}
        if token in self._cancelled and self.latitude.cancelled_token == TAKEN_FOR_DONE:
            return {}
        if token in self._cancelled and self.latitude.cancelled_token == CANCELLED_AGAIN:
            raise self._cancelled[token]
        acts = [_act(action) for action in TransactItems]
        _expect_legal(acts)
        befores = [self.table(request["TableName"]).get(key) for _, request, key in acts]
        failed = [not holds(before, request) for before, (_, request, _) in zip(befores, acts)]
        if any(failed):
            raise self.cancel(token, ["ConditionalCheckFailed" if each else "None" for each in failed])
        afters = [_after(act, before) for act, before in zip(acts, befores)]
        touched = sum(max(size_of(before or {}), size_of(after or {})) for before, after in zip(befores, afters))
        if touched > TRANSACTION_LIMIT:
            raise refusal("ValidationException", message=f"a transaction touches {touched} bytes of items")
        self.watch(acts)
        for (verb, request, key), after in zip(acts, afters):
            if after is not None:
                self.table(request["TableName"]).put(after)
            elif verb == "Delete":
                self.table(request["TableName"]).delete(key)
        self._done[token] = TransactItems
        self.largest = max(self.largest[0], len(acts)), max(self.largest[1], touched)
        return {}

    def cancel(self, token: str, codes: List[str]) -> Exception:
        """The error of a transaction that is cancelled for these reasons. Its token is remembered."""
        error = refusal("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])
        self._cancelled[token] = error
        return error

    def forget(self, token: str) -> None:
        """DynamoDB knows a token for ten minutes only."""
        self._done.pop(token, None)


def key_of(item: Mapping[str, Any]) -> Key:
    return item["source_id"], item["sk"]


def stored(value: Any) -> Any:
    """A value as the table stores it: numbers as Decimal, bytes as Binary. Raises TypeError for other types, as boto3 does."""
    if isinstance(value, (str, bool, Decimal, Binary)) or value is None:
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, bytes):
        return Binary(value)
    if isinstance(value, dict):
        return {name: stored(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [stored(each) for each in value]
    raise TypeError(f"Unsupported type {type(value)}")


#: A reader gets its own copy of an item.
read = stored


def _key(item: Item) -> Item:
    return {"source_id": item["source_id"], "sk": item["sk"]}


def _act(action: Mapping[str, Any]) -> Act:
    ((verb, request),) = action.items()
    check_placeholders(request)
    return verb, request, key_of(request["Item"] if verb == "Put" else request["Key"])


def _after(act: Act, before: Optional[Item]) -> Optional[Item]:
    verb, request, _ = act
    if verb == "Put":
        return _of_legal_size(stored(request["Item"]))
    if verb == "Update":
        return _of_legal_size(updated(before or request["Key"], {**request, "ExpressionAttributeValues": stored(request["ExpressionAttributeValues"])}))
    return None


def _of_legal_size(item: Item) -> Item:
    if size_of(stored(item)) > ITEM_LIMIT:
        raise refusal("ValidationException", message=f"item {item['sk']} has {size_of(stored(item))} bytes")
    return item


def _expect_legal(acts: List[Act]) -> None:
    if not 1 <= len(acts) <= 100:
        raise refusal("ValidationException", message=f"{len(acts)} actions in a transaction")
    keys = [(request["TableName"], key) for _, request, key in acts]
    if len(set(keys)) < len(keys):
        raise refusal("ValidationException", message=f"a transaction has two actions on one item: {sorted(keys)}")
