"""The job's log: one JSON object a line on standard output, which EMR keeps. It has names and counts, never values."""

from __future__ import annotations

import json
import sys
import threading
from datetime import datetime, timezone
from typing import Any

from promotion.iso_time import iso_millis

_lock = threading.Lock()


class Log:
    """Writes events that all carry the same context, such as the run and the source."""

    def __init__(self, **context: Any) -> None:
        self._context = context

    def bind(self, **context: Any) -> Log:
        """The same log with more context."""
        return Log(**{**self._context, **context})

    def event(self, event: str, **fields: Any) -> None:
        """Writes one line. ``event`` names what happened, such as ``sealed``."""
        line = json.dumps(
            {"at": iso_millis(datetime.now(timezone.utc)), "event": event, **self._context, **fields},
            default=str,
        )
        # The threads of several sources write at once, and a torn line would not be JSON.
        with _lock:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
