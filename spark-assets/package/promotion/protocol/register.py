"""REGISTER: gives the source's table and the date's partition in the Glue Data Catalog every column of the layout."""

from __future__ import annotations

from promotion.aws.catalog import ensure_registered
from promotion.columns.layout import Layout
from promotion.columns.lineage import LINEAGE
from promotion.protocol.run import LeasedSource


def register(source: LeasedSource, date: str, layout: Layout) -> None:
    """Gives the table, and then the partition, the columns of the layout. The partition's object is already there.

    It may be repeated. If a driver dies in here, its transaction is sealed, and whoever rolls it forward registers again.
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
            layout.comments(),
        )
    source.log.event("registered", date=date)
