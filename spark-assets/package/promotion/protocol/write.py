"""WRITE: one task reads the files of a transaction and stages one Parquet object, under a prefix that no reader and no other
attempt sees."""

from __future__ import annotations

from promotion.columns.layout import Layout
from promotion.protocol.run import LeasedSource
from promotion.reading.order import Filled, FillOrder
from promotion.transactions.transaction import Transaction


def write(source: LeasedSource, transaction: Transaction, layout: Layout) -> Filled:
    """Has the transaction's files filled into every column of the layout and the lineage columns."""
    settings = source.run.settings
    return source.run.fill(
        FillOrder(
            raw_bucket=settings.raw_bucket,
            curated_bucket=settings.curated_bucket,
            staged_key=f"{transaction.staging_prefix}part.parquet",
            region=settings.region,
            txn=transaction.txn,
            planned_at=transaction.planned_at,
            layout=layout,
            files=transaction.batch.files,
        )
    )
