"""Keys of both tables, and the few ways in which the job reads and writes them: always consistent, always conditional."""

from __future__ import annotations

import random
import re
import time
import uuid
from dataclasses import dataclass
from typing import Any, FrozenSet, Iterator, Mapping, Optional, Sequence

from botocore.client import BaseClient
from botocore.exceptions import ClientError

Item = dict  # An item of a table, with plain Python values; numbers arrive as Decimal.

#: Partition of the ledger items that belong to the deployment and to no source.
DEPLOYMENT = "#deployment"
HEAD = "head"
LEASE = "lease"
COLUMNS = "columns"
WRITTEN = "written"
OPEN_PREFIX = "open#"
PENDING_PREFIX = "pending#"

# Of the registry, as in src/contract.ts.
VERSION_PREFIX = "version#"
FACTS_PREFIX = "facts#"
LIFE_SUFFIX = "#life"

#: Keys that one BatchGetItem takes.
GET_AT_ONCE = 100

#: Attempts at a transaction that DynamoDB cancelled only because another one touched an item at the same moment.
_CONFLICT_ATTEMPTS = 8


def file_key(ingest_id: str) -> str:
    return f"file#{ingest_id}"


def pending_key(date: str, ingest_id: str) -> str:
    return f"{PENDING_PREFIX}{date}#{ingest_id}"


def held_key(ingest_id: str) -> str:
    return f"held#{ingest_id}"


def open_key(txn: str) -> str:
    return f"{OPEN_PREFIX}{txn}"


def finished_key(txn: str, attempt: str) -> str:
    return f"txn#{txn}#{attempt}"


def alert_key(alert_id: str) -> str:
    return f"alert#{alert_id}"


def after_all(prefix: str) -> str:
    """A sort key behind every one that begins with ``prefix``."""
    return prefix + "\U0010ffff"


def report_key(state: str, reason: str, at: str, ingest_id: str, version_id: str) -> str:
    return f"report#{state}#{reason}#{at}#{ingest_id}#{version_id}"


def run_key(run: str) -> str:
    return f"run#{run}"


def life_key(version: str) -> str:
    """The registry item that says what became of a version, verdict and time of promotion. People edit another item."""
    return f"{FACTS_PREFIX}{version.removeprefix(VERSION_PREFIX)}{LIFE_SUFFIX}"


class ConditionFailed(Exception):
    """A transaction changed nothing, because the conditions of the actions named in ``failed`` did not hold."""

    def __init__(self, failed: FrozenSet[str]) -> None:
        super().__init__(f"conditions failed: {', '.join(sorted(failed))}")
        self.failed = failed


@dataclass(frozen=True)
class Action:
    """One action of a transaction, with the name by which its failed condition is reported."""

    name: str
    request: Mapping[str, Any]


class Table:
    """One table. Reads are strongly consistent: no decision of a promotion may rest on an old row."""

    def __init__(self, dynamodb: BaseClient, name: str) -> None:
        self._dynamodb = dynamodb
        self._name = name

    def get(self, source_id: str, sk: str) -> Optional[Item]:
        """The item, or None."""
        return self._dynamodb.get_item(TableName=self._name, Key=_key(source_id, sk), ConsistentRead=True).get("Item")

    def get_many(self, source_id: str, sks: Sequence[str]) -> dict[str, Item]:
        """The items that exist, by sort key; any number of them."""
        found: dict[str, Item] = {}
        for start in range(0, len(sks), GET_AT_ONCE):
            waiting: dict[str, Any] = {
                self._name: {"Keys": [_key(source_id, sk) for sk in sks[start : start + GET_AT_ONCE]], "ConsistentRead": True}
            }
            attempt = 0
            while waiting:
                reply = self._dynamodb.batch_get_item(RequestItems=waiting)
                found.update((item["sk"], item) for item in reply["Responses"].get(self._name, []))
                waiting = reply.get("UnprocessedKeys") or {}
                if waiting:
                    attempt += 1
                    _back_off(attempt)
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
        """Updates one item under a condition; returns whether the condition held."""
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


def transact(dynamodb: BaseClient, actions: Sequence[Action]) -> None:
    """Carries out all actions or none. Raises ConditionFailed with the names of those whose conditions did not hold.

    A lost reply is no failure: the SDK repeats the call under one token, which DynamoDB recognises. Mere conflicts
    with other transactions are waited out.
    """
    for attempt in range(1, _CONFLICT_ATTEMPTS + 1):
        # A token of its own for each attempt: a cancelled one changed nothing, and DynamoDB does not document whether its
        # token may be used again, is answered with the same cancellation, or passes for a transaction that was done.
        token = uuid.uuid4().hex
        try:
            dynamodb.transact_write_items(TransactItems=[a.request for a in actions], ClientRequestToken=token)
            return
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            codes = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
            failed = frozenset(a.name for a, code in zip(actions, codes) if code == "ConditionalCheckFailed")
            if failed:
                raise ConditionFailed(failed) from error
            passing = {"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
            if attempt == _CONFLICT_ATTEMPTS or not set(codes) <= passing:
                raise
            _back_off(attempt)


def _key(source_id: str, sk: str) -> Item:
    return {"source_id": source_id, "sk": sk}


def _expressions(condition: str, all_text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = {"ConditionExpression": condition}
    # Every attribute is written #name in an expression, since several of ours are reserved words; each means itself.
    names = {name: name[1:] for name in re.findall(r"#\w+", all_text)}
    if names:
        request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = dict(values)
    return request


def _back_off(attempt: int) -> None:
    time.sleep(random.uniform(0.02, 0.05) * 2 ** min(attempt, 6))
