"""The Spark session. Whatever could change a value silently is set here rather than left to a release's default."""

from __future__ import annotations

from pyspark.sql import SparkSession

_SETTINGS = {
    # Keys that differ by case are different keys.
    "spark.sql.caseSensitive": "true",
    # Casts that fail give null, which the job counts; ANSI would end the job at the first.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    # The proleptic Gregorian calendar throughout: else one date before 1582 fails the job.
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInWrite": "CORRECTED",
    # Athena's timestamps have milliseconds; it fails on finer ones and does not read INT96 truly.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MILLIS",
    # As fast to write as snappy, and 28 % smaller.
    "spark.sql.parquet.compression.codec": "zstd",
    # A part that is missing or damaged is an error, never fewer rows.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.maxRecordsPerFile": "0",
    # 001 in a path is text.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # Nothing here filters, so there is nothing to infer filters from; planning 200 typed columns of CSV took minutes.
    "spark.sql.constraintPropagation.enabled": "false",
    # The only shuffles count the files of one object.
    "spark.sql.shuffle.partitions": "1",
    # One committer, whatever a release or its file system of S3 prefers (EMR has two of its own): the tests run with it too.
    "spark.sql.sources.commitProtocolClass": "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol",
    "spark.sql.parquet.output.committer.class": "org.apache.parquet.hadoop.ParquetOutputCommitter",
    "spark.sql.parquet.fs.optimized.committer.optimization-enabled": "false",
    "mapreduce.outputcommitter.factory.class": "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitterFactory",
    "fs.s3a.committer.name": "file",
    # Staging is listed by prefix, verified and sealed: a marker object and a second rename only cost requests.
    "mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "mapreduce.fileoutputcommitter.algorithm.version": "2",
}


def spark_session() -> SparkSession:
    """The session that spark-submit configured, with the settings that values depend on."""
    session = SparkSession.builder.appName("promotion").getOrCreate()
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    return session
