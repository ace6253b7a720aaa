"""Promotion: turns every pending file into Parquet that Athena can query, exactly once.

One module per step of the protocol, in its order: ``lease`` → ``recover`` → ``plan`` → ``write`` → ``verify`` →
``seal`` → ``publish`` → ``catalog`` → ``commit``; ``source`` walks one source through them and ``cli`` is the run.
"""
