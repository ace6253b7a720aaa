"""WRITE: one transaction becomes one Parquet object under a staging prefix that no reader and no other attempt sees."""

from __future__ import annotations

from pyspark.sql import functions as F

from promotion.columns.layout import Layout
from promotion.columns.lineage import PROMOTED_AT, SOURCE_FILE, TXN_ID
from promotion.protocol.run import LeasedSource
from promotion.reading.read import BAD, records
from promotion.transactions.transaction import Transaction

#: Goes before the raw key in ``_source_file`` of a record that could not be read; no raw key begins so.
BAD_RECORDS_OF = "bad records of "


def write(source: LeasedSource, transaction: Transaction, layout: Layout) -> None:
    """Stages the transaction's records with every column of the layout and the lineage columns.

    A record that could not be read is marked in ``_source_file``, so that the object itself shows which file spoils it;
    a query for the bad records alone would not do, since Spark finds none in columns that it need not read.
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
    # One task reads and writes, without a shuffle: one object, whose publication is one atomic copy.
    staged = read.select(*columns, *lineage).coalesce(1)
    run.spark.sparkContext.setJobDescription(f"{source.source_id} {transaction.batch.date} {transaction.txn}")
    staged.write.parquet(f"s3://{run.settings.curated_bucket}/{transaction.staging_prefix}", mode="append")
