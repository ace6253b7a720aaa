"""SQL over Trino's REST API, with values as Python objects."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping

#: The name of the catalog in `local/trino.ts`.
CATALOG = "lake"


class QueryFailed(Exception):
    """``name`` is Trino's name of the error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error['errorName']}: {error['message']}")
        self.name = error["errorName"]


class Trino:
    def __init__(self, url: str) -> None:
        self._url = url

    def query(self, database: str, sql: str) -> List[Dict[str, Any]]:
        """The rows of a query. A row within a row is a dictionary, and so is a map. Raises QueryFailed."""
        headers = {"X-Trino-User": "tests", "X-Trino-Catalog": CATALOG, "X-Trino-Schema": database, "X-Trino-Time-Zone": "UTC"}
        reply = _send(urllib.request.Request(f"{self._url}/v1/statement", sql.encode(), headers))
        rows: List[Dict[str, Any]] = []
        while True:
            if "error" in reply:
                raise QueryFailed(reply["error"])
            for row in reply.get("data", []):
                columns = zip(reply["columns"], row, strict=True)
                rows.append({column["name"]: _decoded(value, column["typeSignature"]) for column, value in columns})
            if "nextUri" not in reply:
                return rows
            reply = _send(urllib.request.Request(reply["nextUri"], headers=headers))


def _send(request: urllib.request.Request) -> Dict[str, Any]:
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)


def _decoded(value: Any, signature: Mapping[str, Any]) -> Any:
    if value is None:
        return None
    of, arguments = signature["rawType"], [argument["value"] for argument in signature["arguments"]]
    if of == "row":
        members = zip(arguments, value, strict=True)
        return {member["fieldName"]["name"]: _decoded(each, member["typeSignature"]) for member, each in members}
    if of == "array":
        return [_decoded(element, arguments[0]) for element in value]
    if of == "map":
        return {key: _decoded(each, arguments[1]) for key, each in value.items()}
    return _SCALARS[of](value)


_SCALARS: Dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "bigint": int,
    # NaN and the infinite numbers are text.
    "double": float,
    "decimal": Decimal,
    "varchar": str,
    "date": dt.date.fromisoformat,
    "timestamp": lambda text: dt.datetime.fromisoformat(text).replace(tzinfo=dt.timezone.utc),
}
