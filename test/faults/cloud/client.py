"""The clients of one driver. Every call goes through a gate, which may delay it, fail it or kill the driver."""

from __future__ import annotations

import types
from typing import Any, Callable, Iterator, Mapping, Optional

from cloud import glue as glue_module

#: (name of the call, its request, the function that carries it out) -> its reply.
Gate = Callable[[str, Mapping[str, Any], Callable[[], Any]], Any]

#: The token of each paged call, in its reply and in the next request.
_TOKENS = {"query": ("LastEvaluatedKey", "ExclusiveStartKey"), "list_objects_v2": ("NextContinuationToken", "ContinuationToken")}

#: Calls that change nothing.
READS = ("get", "batch_get", "query", "list", "head")


def open_gate(name: str, request: Mapping[str, Any], call: Callable[[], Any]) -> Any:
    """Lets everything pass."""
    return call()


class Client:
    """A boto3 client of a service in memory."""

    exceptions = types.SimpleNamespace(
        EntityNotFoundException=glue_module.EntityNotFoundException,
        AlreadyExistsException=glue_module.AlreadyExistsException,
        ConcurrentModificationException=glue_module.ConcurrentModificationException,
    )

    def __init__(self, service: Any, gate: Gate = open_gate) -> None:
        self._service = service
        self._gate = gate

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._service, name)
        return lambda **request: self._gate(name, request, lambda: call(**request))

    def get_paginator(self, name: str) -> types.SimpleNamespace:
        return types.SimpleNamespace(paginate=lambda **request: self._pages(name, request))

    def _pages(self, name: str, request: Mapping[str, Any]) -> Iterator[Any]:
        token, continuation = _TOKENS[name]
        start: Optional[Any] = None
        while True:
            page = getattr(self, name)(**request, **({continuation: start} if start else {}))
            yield page
            start = page.get(token)
            if not start:
                return


class CloudWatch:
    """Accepts metrics, and keeps the names of those that were counted."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    def put_metric_data(self, Namespace: str, MetricData: list[Any]) -> Mapping[str, Any]:
        self.counted += [datum["MetricName"] for datum in MetricData if "Dimensions" not in datum]
        return {}
