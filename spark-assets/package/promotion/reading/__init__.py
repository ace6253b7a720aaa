"""Fills the columns of a batch from the raw files, and writes its Parquet object. All of it runs in one Spark task."""
