"""Transactions: their input files, how these are cut into batches, and the keys of the curated bucket."""
