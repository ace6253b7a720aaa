"""CLEAN UP: deletes what an attempt staged. The bucket's lifecycle deletes whatever is left over."""

from __future__ import annotations

from promotion.aws.objects import delete_below
from promotion.protocol.run import LeasedSource


def clean_up(source: LeasedSource, staging_prefix: str) -> None:
    """Deletes everything that the attempt staged."""
    run = source.run
    delete_below(run.s3, run.settings.curated_bucket, staging_prefix)
