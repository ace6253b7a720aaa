"""What the session decides, and what the run must be told because no session knows it."""

from types import SimpleNamespace

from promotion import job
from promotion.protocol.survey import Waiting
from promotion.transactions.batches import input_bound


def test_a_task_that_is_only_slow_is_not_tried_a_second_time(spark):
    assert spark.sparkContext.getConf().get("spark.speculation") == "false"


def test_the_pending_bytes_are_divided_among_the_cores_in_the_settings(monkeypatch):
    pending = 4 << 30
    bounds, threads = [], []
    monkeypatch.setattr(job, "survey", lambda run, source_id: Waiting(source_id, 1, pending, 0))

    def promote_source(run, source_id, bound, workers):
        bounds.append(bound)
        threads.append(workers._max_workers)
        return "promoted"

    monkeypatch.setattr(job, "promote_source", promote_source)
    # There is no session, because its default parallelism is not the number of cores.
    run = SimpleNamespace(settings=SimpleNamespace(cores=8), metrics=SimpleNamespace(flush=lambda: None))
    assert job.promote_all(run, ["orders"]) == {"orders": "promoted"}
    assert (bounds, threads) == ([input_bound(pending, 8)], [16])
