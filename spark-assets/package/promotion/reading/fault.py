"""Why a file cannot be promoted as it is."""

from __future__ import annotations


class FileFault(Exception):
    """The fault is in one file, or in what its row says about it. The file is held with ``reason`` and ``detail``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
