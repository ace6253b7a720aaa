"""REGISTER: the source's table and the date's partition in the Glue Data Catalog have every column of the layout."""

from __future__ import annotations

from promotion.aws.catalog import ensure_registered
from promotion.columns.layout import Layout
from promotion.columns.lineage import LINEAGE
from promotion.protocol.run import LeasedSource


def register(source: LeasedSource, date: str, layout: Layout) -> None:
    """Makes table and partition what the layout needs; the partition comes last, when its object is already there.

    Repeatable: a driver that died in here left a sealed transaction, and whoever rolls it forward registers again.
    """
    run = source.run
    with source.catalog:
        ensure_registered(
            run.glue,
            run.settings.database,
            f"s3://{run.settings.curated_bucket}/",
            source.source_id,
            date,
            {**layout.hive_columns(), **LINEAGE},
        )
    source.log.event("registered", date=date)
