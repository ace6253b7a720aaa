"""Transactions of DynamoDB: all of their actions take effect, or none."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, FrozenSet, Mapping, Sequence

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from promotion.store.back_off import back_off

#: How often a transaction is tried that DynamoDB cancels only because another one touches an item at the same moment.
_CONFLICT_ATTEMPTS = 8


class ConditionFailed(Exception):
    """A transaction changed nothing, because the conditions of the actions in ``failed`` did not hold."""

    def __init__(self, failed: FrozenSet[str]) -> None:
        super().__init__(f"conditions failed: {', '.join(sorted(failed))}")
        self.failed = failed


@dataclass(frozen=True)
class Action:
    """One action of a transaction, with the name by which its failed condition is reported."""

    name: str
    request: Mapping[str, Any]


def transact(dynamodb: BaseClient, actions: Sequence[Action]) -> None:
    """Carries out all actions or none. Raises ConditionFailed with the names of those whose conditions did not hold.

    A lost reply is not a failure: the SDK repeats the call with the same token, which DynamoDB recognizes. If a transaction only
    conflicts with another one, it is tried again later.
    """
    for attempt in range(1, _CONFLICT_ATTEMPTS + 1):
        # Each attempt has its own token. A cancelled transaction changed nothing, and DynamoDB does not document what it does
        # with a token that comes again after a cancellation: carry it out, cancel it again, or treat it as done.
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
            back_off(attempt)
