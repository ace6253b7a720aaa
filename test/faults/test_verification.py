"""The driver checks what a task says it has staged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drivers import FAILED, SUCCEEDED, Quiet, drive, run_of
from promotion.contract import LedgerPrefix
from promotion.protocol.errors import PromotionError
from promotion.protocol.open_transaction import open_transaction
from promotion.protocol.plan import Window, plan
from promotion.protocol.run import LeasedSource
from promotion.protocol.verify import verify
from promotion.protocol.write import write
from promotion.store.keys import after_all
from promotion.transactions.transaction import Output
from world import CURATED, World


def filled(world):
    """A source, an open transaction of it, and what its task answers."""
    world.receive()
    run = run_of(world, "R1")
    source = LeasedSource(run, "orders", run.leases.take("orders"), Quiet())
    made = plan(source, 10**9, Window(LedgerPrefix.PENDING, after_all(LedgerPrefix.PENDING), 10))
    transaction = open_transaction(source, made.batches[0], made.epoch)
    return source, transaction, write(source, transaction, made.layout)


def test_the_output_of_a_transaction_is_the_object_that_its_task_staged():
    world = World()
    source, transaction, answer = filled(world)
    output = verify(source, transaction, answer)
    assert isinstance(output, Output)
    assert output.staged_key.startswith(transaction.staging_prefix) and output.key == transaction.curated_key
    assert world.s3.objects[CURATED, output.staged_key].etag == output.etag


@pytest.mark.parametrize("changed", [{"records": 2}, {"size": 1}, {"etag": '"x"'}, {"checksum": "CRC64NVME:x"}], ids=str)
def test_an_object_that_is_not_what_its_task_says_is_refused(changed):
    source, transaction, answer = filled(World())
    with pytest.raises(PromotionError, match="is visible, and the next run writes it again"):
        verify(source, transaction, replace(answer, output=replace(answer.output, **changed)))


def test_a_task_that_staged_nothing_although_no_file_is_at_fault_is_refused():
    source, transaction, answer = filled(World())
    with pytest.raises(PromotionError, match="staged None"):
        verify(source, transaction, replace(answer, output=None))


@pytest.mark.parametrize("end", [b"\x08\0\0\0PARX", b"\0\0\0\0PAR1", b"\xff\xff\0\0PAR1"], ids=["magic", "no footer", "no such footer"])
def test_an_object_that_does_not_end_as_a_parquet_object_is_refused_before_the_seal(end):
    world = World()
    world.receive()

    def stage_it_with_another_end(name, request, call):
        if name == "put_object" and request["Key"].startswith("staging/"):
            return world.s3.put_object(**{**request, "Body": request["Body"][:-8] + end})
        return call()

    assert drive(world, "R1", stage_it_with_another_end) == FAILED
    failed = world.ledger.get(("#deployment", "run#R1"))
    assert "does not end as a Parquet object does" in failed["detail"]
    assert list(world.curated()) == [] and [row["state"] for row in world.rows("open#")] == ["PLANNED"]
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
