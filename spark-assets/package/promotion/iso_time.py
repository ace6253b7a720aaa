"""The time format of every item."""

from __future__ import annotations

from datetime import datetime, timezone


def iso_millis(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and ``Z``. Such texts sort by time."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
