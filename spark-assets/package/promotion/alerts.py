"""The outbox of alerts: a row of the transaction that it tells about. The sweep publishes it and marks it sent."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from promotion.log import iso_millis
from promotion.tables import Action, Table, alert_key

#: The value of the sparse index's partition key while an alert waits.
_WAITING = "unsent"


def queued_alert(ledger: Table, partition: str, at: datetime, kind: str, **message: Any) -> Action:
    """Queues one alert; ``partition`` is a source id or the deployment. Names and types only, never values."""
    alert_id, moment = uuid.uuid4().hex, iso_millis(at)
    content = {"kind": kind, "alert_id": alert_id, **message, "at": moment}
    return ledger.put(
        "alert",
        {
            "source_id": partition,
            "sk": alert_key(alert_id),
            "message": json.dumps(content, ensure_ascii=False),
            "unsent": _WAITING,
            "due_at": moment,
        },
    )
