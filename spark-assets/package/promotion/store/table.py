"""How the job reads and writes its two tables. All reads are consistent, and all single writes are conditional."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping, Optional, Sequence

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from promotion.contract import DynamoDbLimit
from promotion.store.back_off import back_off
from promotion.store.keys import after_all
from promotion.store.transact import Action

Item = dict  # An item of a table, with plain Python values; numbers arrive as Decimal.


class Table:
    """One table. Reads are strongly consistent, because no decision may rest on an old row."""

    def __init__(self, dynamodb: BaseClient, name: str) -> None:
        self._dynamodb = dynamodb
        self._name = name

    def get(self, source_id: str, sk: str) -> Optional[Item]:
        """The item, or None."""
        return self._dynamodb.get_item(TableName=self._name, Key=_key(source_id, sk), ConsistentRead=True).get("Item")

    def get_many(self, source_id: str, sks: Sequence[str], attributes: Sequence[str]) -> dict[str, Item]:
        """Those of the items that exist, by sort key, with only these attributes. There may be any number of keys."""
        found: dict[str, Item] = {}
        wanted = {"ConsistentRead": True, **_projection(["sk", *attributes])}
        for start in range(0, len(sks), DynamoDbLimit.BATCH_GET_KEYS):
            keys = [_key(source_id, sk) for sk in sks[start : start + DynamoDbLimit.BATCH_GET_KEYS]]
            waiting: dict[str, Any] = {self._name: {"Keys": keys, **wanted}}
            attempt = 0
            while waiting:
                reply = self._dynamodb.batch_get_item(RequestItems=waiting)
                found.update((item["sk"], item) for item in reply["Responses"].get(self._name, []))
                waiting = reply.get("UnprocessedKeys") or {}
                if waiting:
                    attempt += 1
                    back_off(attempt)
        return found

    def between(self, source_id: str, first: str, last: str) -> Iterator[Item]:
        """The items with first <= sort key <= last, in order."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._name,
            KeyConditionExpression="source_id = :source AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={":source": source_id, ":first": first, ":last": last},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]

    def beginning_with(self, source_id: str, prefix: str) -> Iterator[Item]:
        """The items whose sort key begins with ``prefix``, in order."""
        return self.between(source_id, prefix, after_all(prefix))

    def try_update(self, source_id: str, sk: str, update: str, condition: str, values: Mapping[str, Any]) -> bool:
        """Updates one item under a condition. Returns whether the condition held."""
        try:
            self._dynamodb.update_item(**self._update(source_id, sk, update, condition, values))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def check(self, name: str, source_id: str, sk: str, condition: str, values: Mapping[str, Any]) -> Action:
        return Action(name, {"ConditionCheck": self._conditioned(source_id, sk, condition, values)})

    def put(
        self, name: str, item: Item, condition: Optional[str] = None, values: Optional[Mapping[str, Any]] = None
    ) -> Action:
        request: dict[str, Any] = {"TableName": self._name, "Item": item}
        if condition is not None:
            request.update(_expressions(condition, condition, values or {}))
        return Action(name, {"Put": request})

    def update(self, name: str, source_id: str, sk: str, update: str, condition: str, values: Mapping[str, Any]) -> Action:
        return Action(name, {"Update": self._update(source_id, sk, update, condition, values)})

    def delete(
        self,
        name: str,
        source_id: str,
        sk: str,
        condition: Optional[str] = None,
        values: Optional[Mapping[str, Any]] = None,
    ) -> Action:
        if condition is None:
            return Action(name, {"Delete": {"TableName": self._name, "Key": _key(source_id, sk)}})
        return Action(name, {"Delete": self._conditioned(source_id, sk, condition, values or {})})

    def _conditioned(self, source_id: str, sk: str, condition: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"TableName": self._name, "Key": _key(source_id, sk), **_expressions(condition, condition, values)}

    def _update(self, source_id: str, sk: str, update: str, condition: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "TableName": self._name,
            "Key": _key(source_id, sk),
            "UpdateExpression": update,
            **_expressions(condition, update + " " + condition, values),
        }


def _key(source_id: str, sk: str) -> Item:
    return {"source_id": source_id, "sk": sk}


def _projection(attributes: Sequence[str]) -> dict[str, Any]:
    names = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}


def _expressions(condition: str, all_text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = {"ConditionExpression": condition}
    # In expressions every attribute is written as #name, because several names are reserved words. #name always stands for name.
    names = {name: name[1:] for name in re.findall(r"#\w+", all_text)}
    if names:
        request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = dict(values)
    return request
