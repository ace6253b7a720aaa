"""The run lease: the deployment has one run at a time, and each run has one row and one outcome."""

from __future__ import annotations

from typing import Optional

from promotion.contract import LedgerItem, Metric, RUN_FAILED_ALERT, RunState, TableKey
from promotion.iso_time import iso_millis
from promotion.protocol.errors import RunNotOurs
from promotion.protocol.run import Run
from promotion.store.keys import run_key
from promotion.store.outbox import queued_alert
from promotion.store.transact import ConditionFailed, transact

#: A failure goes into the run's row and into an alert, and SNS takes at most 256 KB. So it is cut to this many characters.
_DETAIL_LENGTH = 4000


def check_run_lease(run: Run) -> None:
    """Raises RunNotOurs unless the run lease names this run. The launcher may have declared this run dead."""
    lease = run.ledger.get(TableKey.DEPLOYMENT, LedgerItem.LEASE) or {}
    if lease.get("run") != run.settings.run:
        raise RunNotOurs(
            f"the run lease names {lease.get('run', 'no run')}, expected {run.settings.run}; nothing was changed, and the "
            "next scheduled run promotes what is pending"
        )


def finish_run(run: Run, failure: Optional[str]) -> None:
    """Sets the run's row to SUCCEEDED or FAILED and frees the run lease, in one transaction. Then counts the metric.

    Raises RunNotOurs if the launcher or the sweep declared the run dead in the meantime.
    """
    name, now = run.settings.run, run.now()
    values = {":state": RunState.FAILED if failure else RunState.SUCCEEDED, ":at": iso_millis(now)}
    update = "SET #state = :state, #finished_at = :at"
    if failure:
        failure = failure if len(failure) <= _DETAIL_LENGTH else failure[: _DETAIL_LENGTH - 1] + "…"
        update += ", #detail = :detail"
        values[":detail"] = failure
    condition = "#state IN (:launching, :running)"
    actions = [
        run.ledger.update(
            "run", TableKey.DEPLOYMENT, run_key(name), update, condition,
            {**values, ":launching": RunState.LAUNCHING, ":running": RunState.RUNNING},
        ),
        run.ledger.delete(LedgerItem.LEASE, TableKey.DEPLOYMENT, LedgerItem.LEASE, "#run = :run", {":run": name}),
    ]
    if failure:
        actions.append(queued_alert(run.ledger, TableKey.DEPLOYMENT, now, RUN_FAILED_ALERT, run=name, detail=failure))
    try:
        transact(run.dynamodb, actions)
    except ConditionFailed as error:
        raise RunNotOurs(f"run {name} was declared dead before it ended; what it committed stays committed") from error
    run.metrics.count(Metric.PROMOTION_RUN_FAILED if failure else Metric.PROMOTION_RUN_SUCCEEDED)
