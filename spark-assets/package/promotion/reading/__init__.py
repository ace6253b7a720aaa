"""Reads the files of a batch with Spark."""
