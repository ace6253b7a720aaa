"""What PySpark does in its Python worker before each task."""

from __future__ import annotations

import zipimport


def keep_zip_folders() -> None:
    """Keeps what Python knows of the zip files on its path.

    Before each task, PySpark makes Python forget it. From Python 3.10 on, every zip is then read again for every package in it, which
    takes longer than a small batch. The zips of a job never change.
    """
    zipimport.zipimporter.invalidate_caches = lambda self: None  # type: ignore[method-assign]
