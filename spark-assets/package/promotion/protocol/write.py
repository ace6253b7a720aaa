"""WRITE: one transaction becomes one Parquet object under a staging prefix that no reader and no other attempt sees."""

from __future__ import annotations

from pyspark.sql import functions as F

from promotion.columns.layout import Layout
from promotion.columns.lineage import PROMOTED_AT, SOURCE_FILE, TXN_ID
from promotion.protocol.run import LeasedSource
from promotion.reading.read import BAD, records
from promotion.transactions.transaction import Transaction

#: In ``_source_file``, the raw key of a record that could not be read has this prefix. No raw key begins with it.
BAD_RECORDS_OF = "bad records of "


def write(source: LeasedSource, transaction: Transaction, layout: Layout) -> None:
    """Stages the transaction's records with every column of the layout and the lineage columns.

    A record that could not be read is marked in ``_source_file``, so the object itself shows which file is at fault. A query
    for bad records alone would miss some: Spark does not read columns that a query does not need.
    """
    run = source.run
    read = records(run.spark, run.settings.raw_bucket, transaction.batch, layout)
    columns = [F.col(layout.names[column.path]) for column in layout.columns]
    bad_of = F.concat(F.lit(BAD_RECORDS_OF), F.col(SOURCE_FILE))
    lineage = [
        F.when(F.col(BAD), bad_of).otherwise(F.col(SOURCE_FILE)).alias(SOURCE_FILE),
        F.lit(transaction.txn).alias(TXN_ID),
        F.lit(transaction.planned_at).cast("timestamp").alias(PROMOTED_AT),
    ]
    # One task reads and writes, without a shuffle. So there is one object, which one atomic copy publishes.
    staged = read.select(*columns, *lineage).coalesce(1)
    run.spark.sparkContext.setJobDescription(f"{source.source_id} {transaction.batch.date} {transaction.txn}")
    staged.write.parquet(f"s3://{run.settings.curated_bucket}/{transaction.staging_prefix}", mode="append")
