"""What the session sets, whatever a release prefers, and what the run must be told because no session knows it."""

from types import SimpleNamespace

import pyarrow.parquet as parquet
import pytest

from promotion import job
from promotion.protocol.survey import Waiting
from promotion.spark_session import spark_session
from promotion.transactions.batches import input_bound


@pytest.mark.parametrize(
    "of_a_release",
    [
        {"spark.sql.sources.commitProtocolClass": "a.protocol.of.the.Release"},
        {"spark.sql.parquet.output.committer.class": "a.committer.of.the.Release"},
        {"mapreduce.outputcommitter.factory.class": "a.factory.of.the.Release"},
        {"spark.sql.parquet.fs.optimized.committer.optimization-enabled": "true"},
        {"fs.s3a.committer.name": "magicv2"},
    ],
    ids=lambda conf: next(iter(conf)),
)
def test_objects_are_written_by_the_same_committer_whichever_one_a_release_prefers(spark, tmp_path, of_a_release):
    (name, preferred), = of_a_release.items()
    spark.conf.set(name, preferred)
    session = spark_session()
    assert session.conf.get(name) != preferred
    session.range(3).coalesce(1).write.parquet(str(tmp_path / "out"))
    assert parquet.read_table(str(tmp_path / "out")).num_rows == 3


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
    run = SimpleNamespace(settings=SimpleNamespace(cores=8), metrics=SimpleNamespace(flush=lambda: None), spark=None)
    assert job.promote_all(run, ["orders"]) == {"orders": "promoted"}
    assert (bounds, threads) == ([input_bound(pending, 8)], [8])
