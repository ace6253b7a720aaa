"""The steps of the protocol, one a file.

Per run: ``run_lease``, and ``survey`` of every source.
Per source (``promote_source``): ``lease`` → ``recover`` → ``plan`` and ``gate``.
Per batch (``promote_batch``): ``open_transaction`` → ``write`` → ``verify`` → ``seal``.
Per sealed transaction (``roll_forward``): ``copy`` → ``register`` → ``commit`` → ``clean_up``.
If a step cannot go on, ``abort`` gives up the transaction, or ``hold`` sets a file aside.
"""
