"""The outbox of alerts and reports. Each is a row that is written in the transaction that it is about; the sweep publishes it."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from promotion.contract import FileState, REPORT_DETAIL_CHARS, UnsentIndex
from promotion.iso_time import iso_millis
from promotion.store.keys import alert_key, report_key
from promotion.store.table import Table
from promotion.store.transact import Action
from promotion.transactions.input_file import InputFile


def queued_alert(ledger: Table, partition: str, at: datetime, kind: str, **message: Any) -> Action:
    """Queues one alert. ``partition`` is a source id or the deployment. The message has names and types, never values."""
    alert_id, moment = uuid.uuid4().hex, iso_millis(at)
    content = {"kind": kind, "alert_id": alert_id, **message, "at": moment}
    return ledger.put(
        "alert",
        {
            "source_id": partition,
            "sk": alert_key(alert_id),
            "message": json.dumps(content, ensure_ascii=False),
            UnsentIndex.PARTITION_KEY: UnsentIndex.WAITING,
            UnsentIndex.SORT_KEY: moment,
        },
    )


def held_report(ledger: Table, source_id: str, at: datetime, file: InputFile, reason: str, detail: str) -> Action:
    """Queues the report of a held file. The sweep makes one alert of the reports that have the same reason.

    ``detail`` has names and types, never values.
    """
    moment = iso_millis(at)
    return ledger.put(
        "report",
        {
            "source_id": source_id,
            "sk": report_key(FileState.HELD, reason, moment, file.ingest_id, file.version_id),
            "ingest_id": file.ingest_id,
            "key": file.key,
            "at": moment,
            "detail": detail[:REPORT_DETAIL_CHARS],
            UnsentIndex.PARTITION_KEY: UnsentIndex.WAITING,
            UnsentIndex.SORT_KEY: moment,
        },
    )
