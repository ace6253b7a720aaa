"""Promotion: turns every pending file into Parquet that Athena can query, exactly once.

``protocol`` has one file a step. What the steps work with stands beside it: ``columns`` and ``transactions`` know neither
AWS nor Spark, ``reading`` reads files with Spark, ``store`` knows the two tables, and ``aws`` the other services.
``cli`` starts ``job``, which is one run over all sources.
"""
