"""Single faults at the edges of the protocol: leases that are lost at any transaction, seals that lose a race, lost
replies, copies in parts, and clocks that go back."""

import threading
from datetime import timedelta

import pytest
from cloud.errors import refusal
from cloud.latitude import CANCELLED_AGAIN, FORGOTTEN, TAKEN_FOR_DONE, NoLatitude
from drivers import FAILED, NOT_OURS, SUCCEEDED, Killed, Quiet, drive, is_read, run_of
from promotion.contract import LedgerPrefix
from promotion.protocol import copy as copy_module, lease as lease_module
from promotion.protocol.abort import abort
from promotion.protocol.errors import LeaseLost
from promotion.protocol.lease import LEASE_DURATION
from promotion.protocol.open_transaction import open_transaction
from promotion.protocol.plan import Window, plan
from promotion.protocol.run import LeasedSource
from promotion.store.keys import after_all
from promotion.store.transact import transact
from world import CURATED, DATES, World


def detail(world, run):
    return world.ledger.get(("#deployment", f"run#{run}"))["detail"]


def actions_of(request):
    """The verb and the kind of item of each action in a transaction: ``Put open``, ``Update file`` …"""
    actions = (next(iter(action.items())) for action in request["TransactItems"])
    return [f"{verb} {(each.get('Key') or each['Item'])['sk'].partition('#')[0]}" for verb, each in actions]


def before(wanted, happens, times=1):
    """A gate that calls ``happens`` just before the first ``times`` transactions with the action ``wanted``."""
    seen = []

    def gate(name, request, call):
        if name == "transact_write_items" and wanted in actions_of(request) and len(seen) < times:
            seen.append(name)
            happens()
        return call()

    return gate


# Leases.


def a_file_waits(world):
    world.receive()


def a_file_spoils_its_batch(world):
    world.spoil(world.receive())


@pytest.mark.parametrize(
    "what_happens, action",
    [
        (a_file_waits, "Put columns"),
        (a_file_waits, "Put open"),
        (a_file_spoils_its_batch, "Put txn"),
        (a_file_spoils_its_batch, "Put held"),
        (a_file_waits, "Update open"),
        (a_file_waits, "Delete pending"),
        (a_file_waits, "Delete open"),
    ],
    ids=["naming", "planning", "giving up", "holding", "sealing", "marking", "finishing"],
)
def test_a_driver_that_loses_its_lease_just_before_it_writes_changes_nothing(what_happens, action):
    world = World()
    what_happens(world)
    taken = []

    def another_driver_takes_the_source():
        lease = world.ledger.get(("orders", "lease"))
        world.ledger.put({**lease, "fence": lease["fence"] + 1, "run": "another", "holder": "another"})
        taken.append(everything())

    def everything():
        return {prefix: world.rows(prefix) for prefix in ("open#", "txn#", "file#", "pending#", "held#", "report#", "columns", "written")}

    assert drive(world, "R1", before(action, another_driver_takes_the_source)) == FAILED
    assert "LeaseLost" in detail(world, "R1")
    assert taken == [everything()]
    assert world.ledger.get(("orders", "lease"))["holder"] == "another", "it does not give back the lease of another driver"
    world.check()
    world.pass_time(60)
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)


def test_one_of_two_drivers_that_find_a_lease_free_at_the_same_moment_takes_it():
    world = World()
    second = run_of(world, "R2", lambda name, request, call: call()).leases
    fences = []

    def the_second_is_faster(name, request, call):
        if name == "update_item" and not fences:
            fences.append(second.take("orders"))
        return call()

    assert run_of(world, "R1", the_second_is_faster).leases.take("orders") is None
    assert fences == [1]
    lease = world.ledger.get(("orders", "lease"))
    assert (lease["run"], lease["fence"]) == ("R2", 1)


def test_the_other_leases_of_a_run_are_renewed_if_one_cannot_be():
    world = World(["one", "two", "three"])
    events = Quiet()

    def refuse_the_first(name, request, call):
        if name == "update_item" and request["Key"]["source_id"] == "one" and len(taken) == 3:
            raise refusal("InternalServerError", 500)
        return call()

    taken = []
    leases = run_of(world, "R1", refuse_the_first, log=events).leases
    for source in world.sources:
        taken.append(leases.take(source))
    world.ledger.put({**world.ledger.get(("two", "lease")), "fence": 2, "holder": "another"})
    before = {source: world.ledger.get((source, "lease"))["until"] for source in world.sources}
    world.pass_time(2)
    leases.renew_all()
    after = {source: world.ledger.get((source, "lease"))["until"] for source in world.sources}
    assert after["three"] > before["three"]
    assert (after["one"], after["two"]) == (before["one"], before["two"])
    found = [(event["event"], event["source_id"]) for event in events.events]
    assert found == [("lease_renewal_failed", "one"), ("lease_lost", "two")]


def test_a_lease_is_renewed_while_its_run_goes_on(monkeypatch):
    monkeypatch.setattr(lease_module, "RENEWAL_PERIOD", timedelta(0))
    renewed = threading.Event()

    def watch(name, request, call):
        if name == "update_item" and request["UpdateExpression"] == "SET #until = :until":
            renewed.set()
        return call()

    leases = run_of(World(latitude=NoLatitude()), "R1", watch).leases
    leases.take("orders")
    assert renewed.wait(60)
    leases.stop()


def test_only_a_renewed_lease_outlasts_its_first_duration():
    world = World()
    holder, other = (run_of(world, run).leases for run in ("R1", "R2"))
    assert holder.take("orders") == 1
    for _ in range(3):
        world.now += LEASE_DURATION - timedelta(minutes=1)
        assert other.take("orders") is None
        holder.renew_all()
    world.now += LEASE_DURATION + timedelta(minutes=1)
    assert other.take("orders") == 2


def test_a_cluster_that_counts_as_dead_changes_nothing():
    world = World()
    world.receive()
    world.launch("R2")
    assert drive(world, "R1", launched=False) == NOT_OURS
    assert world.rows("open#") == [] and world.rows("txn#") == [] and world.ledger.get(("orders", "lease")) is None


# Seals.


def test_a_seal_is_given_up_and_planned_again_if_another_seal_grew_written():
    world = World()
    world.receive()
    drive(world, "R0")
    world.set_paths({**world.paths(), "b": "string"})
    world.receive(records=[{"b": "x"}])

    def another_seal_grows_written():
        written = world.ledger.get(("orders", "written"))
        world.ledger.put({**written, "map": {**written["map"], "theirs": "string"}, "revision": written["revision"] + 1})

    events = Quiet()
    assert drive(world, "R1", before("Update open", another_seal_grows_written), log=events) == SUCCEEDED
    world.check(settled=True)
    reasons = [event["reason"] for event in events.events if event["event"] == "aborted"]
    assert reasons == ["another seal grew written"]
    assert set(world.ledger.get(("orders", "written"))["map"]) == {"a", "b", "j", "theirs"}


def test_a_column_is_not_sealed_with_another_type_than_sealed_data_has():
    world = World()
    world.receive()
    world.ledger.put({"source_id": "orders", "sk": "written", "map": {"a": "string"}, "revision": 1})
    assert drive(world, "R1") == FAILED
    assert "holds a as string" in detail(world, "R1")
    assert list(world.curated()) == []


def test_a_source_whose_head_moves_at_every_seal_is_left_to_the_next_run():
    world = World()
    world.receive()

    def the_epoch_moves():
        world.set_head(epoch=world.head()["epoch"] + 1)

    assert drive(world, "R1", before("Update open", the_epoch_moves, times=100)) == FAILED
    assert "moved each time; the next run goes on" in detail(world, "R1")
    world.pass_time(60)
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)


def test_a_blocked_source_is_not_planned_and_its_run_says_so():
    world = World(["blocked", "orders"])
    version = world.breaking("blocked")
    world.receive(source="blocked")
    file = world.receive()
    assert drive(world, "R1") == SUCCEEDED
    assert world.state(file) == "PROMOTED"
    assert world.rows("open#", "blocked") == [] and world.rows("txn#", "blocked") == []
    assert world.cloudwatch.counted.count("PromotionBlockedByBreakingSchema") == 1
    assert world.head("blocked")["open"] == [version]


def test_a_file_that_leaves_the_queue_while_it_is_planned_is_not_promoted():
    world = World(latitude=NoLatitude())
    leaves, stays = world.receive(), world.receive()

    def newer_bytes_come(name, request, call):
        if name == "batch_get_item" and "ledger" in request["RequestItems"] and world.state(leaves) == "PENDING":
            world.ledger.put({**world.row(leaves), "state": "HELD", "reason": "overwritten"})
            world.ledger.delete(("orders", f"pending#{world.row(leaves)['date']}#{leaves}"))
        return call()

    assert drive(world, "R1", newer_bytes_come) == SUCCEEDED
    assert (world.state(leaves), world.state(stays)) == ("HELD", "PROMOTED")
    assert [[file["ingest_id"] for file in world.manifest("orders", row["txn"])] for row in world.rows("txn#")] == [[stays]]


def planned(world):
    """A source's work, and a plan of it with one batch."""
    world.receive()
    run = run_of(world, "R1")
    source = LeasedSource(run, "orders", run.leases.take("orders"), Quiet())
    return source, plan(source, 10**9, Window(LedgerPrefix.PENDING, after_all(LedgerPrefix.PENDING), 10))


def test_a_transaction_that_is_open_is_not_opened_a_second_time():
    world = World()
    source, made = planned(world)
    first = open_transaction(source, made.batches[0], made.epoch)
    with pytest.raises(LeaseLost):
        open_transaction(source, made.batches[0], made.epoch)
    assert [row["attempt"] for row in world.rows("open#")] == [first.attempt]


def test_giving_up_an_attempt_does_not_affect_another_attempt():
    world = World()
    source, made = planned(world)
    first = open_transaction(source, made.batches[0], made.epoch)
    world.ledger.put({**world.rows("open#")[0], "attempt": "another"})
    with pytest.raises(LeaseLost, match="open transaction"):
        abort(source, first.item(), "no reason")
    assert [row["attempt"] for row in world.rows("open#")] == ["another"]
    assert world.rows("txn#") == []


def test_everything_that_an_attempt_staged_is_deleted_when_it_is_given_up():
    world = World()
    world.receive()

    def die():
        raise Killed()

    with pytest.raises(Killed):
        drive(world, "R1", before("Update open", die))
    (staged,) = (key for bucket, key in world.s3.objects if key.startswith("staging/"))
    for number in range(9):
        world.s3.put_object(CURATED, f"{staged}.{number}", b"left by a task that died")
    world.pass_time(60)
    assert drive(world, "R2") == SUCCEEDED
    assert [key for bucket, key in world.s3.objects if key.startswith("staging/")] == []


# Roll forward.


def sealed_and_killed(world):
    """Makes a transaction whose driver sealed it just before it died, and returns its output."""

    def die_at_the_copy(name, request, call):
        if name in ("copy_object", "create_multipart_upload"):
            raise Killed()
        return call()

    with pytest.raises(Killed):
        drive(world, "R1", die_at_the_copy)
    (opened,) = world.rows("open#")
    assert opened["state"] == "SEALED"
    world.pass_time(60)
    return opened["outputs"][0]


@pytest.fixture
def copies_in_parts(monkeypatch):
    """Objects are copied in parts of fifty bytes."""
    monkeypatch.setattr(copy_module, "SINGLE_COPY_BYTES", 0)
    monkeypatch.setattr(copy_module.copy_object, "__defaults__", (50,))


def test_a_sealed_object_is_copied_in_parts_by_the_driver_that_recovers_it(copies_in_parts):
    world = World()
    world.receive()
    output = sealed_and_killed(world)
    assert output["size"] > 100
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert world.s3.objects[CURATED, output["key"]].checksum == output["checksum"].partition(":")[2]
    assert world.s3.uploads == {}


def test_a_copy_in_parts_is_finished_by_the_next_driver_if_one_dies_at_any_call(copies_in_parts):
    for at in range(1, 12):
        world, calls = World(latitude=NoLatitude()), []
        world.receive()
        sealed_and_killed(world)

        def die(name, request, call):
            if calls and calls[-1] == at:
                raise Killed()
            reply = call()
            if "upload" in name or calls:
                calls.append(len(calls) + 1)
            return reply

        with pytest.raises(Killed):
            drive(world, "R2", die)
        world.check()
        world.pass_time(60)
        assert drive(world, "R3") == SUCCEEDED
        world.check(settled=True)


def test_an_upload_is_aborted_if_one_of_its_parts_fails(copies_in_parts):
    world = World()
    world.receive()
    sealed_and_killed(world)

    def refuse_the_second_part(name, request, call):
        if name == "upload_part_copy" and request["PartNumber"] == 2:
            raise refusal("InternalServerError", 500)
        return call()

    assert drive(world, "R2", refuse_the_second_part) == FAILED
    assert world.s3.uploads == {}
    assert [row["state"] for row in world.rows("open#")] == ["SEALED"]
    world.pass_time(60)
    assert drive(world, "R3") == SUCCEEDED
    world.check(settled=True)


@pytest.mark.parametrize("parts", [False, True])
def test_a_published_object_is_recognized_when_its_staging_is_gone(parts, request):
    if parts:
        request.getfixturevalue("copies_in_parts")
    world = World()
    world.receive()
    sealed_and_killed(world)

    def die_at_the_table(name, request, call):
        if name == "get_table":
            raise Killed()
        return call()

    with pytest.raises(Killed):
        drive(world, "R2", die_at_the_table)
    world.expire_staging()
    world.pass_time(60)
    assert drive(world, "R3") == SUCCEEDED
    world.check(settled=True)
    assert [row["state"] for row in world.rows("txn#")] == ["COMMITTED"]


def test_a_sealed_object_that_is_gone_before_it_was_published_is_made_again_with_an_alert():
    world = World()
    world.receive()
    output = sealed_and_killed(world)
    world.expire_staging()
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert sorted(row["state"] for row in world.rows("txn#")) == ["ABORTED", "COMMITTED"]
    (alert,) = world.alerts()
    assert alert["kind"] == "run_failed" and output["staged_key"] in alert["detail"]


@pytest.mark.parametrize("same_size", [False, True])
def test_a_sealed_transaction_waits_for_a_person_while_another_object_is_in_its_place(same_size):
    world = World()
    world.receive()
    output = sealed_and_killed(world)
    world.expire_staging()
    world.s3.put_object(CURATED, output["key"], b"{" + b" " * (int(output["size"]) - 1) if same_size else b"another")
    assert drive(world, "R2") == FAILED
    assert "find out what wrote it" in detail(world, "R2")
    assert [row["state"] for row in world.rows("open#")] == ["SEALED"]


def test_an_object_that_took_the_place_of_the_staged_one_is_not_published():
    world = World()
    world.receive()
    output = sealed_and_killed(world)
    world.s3.put_object(CURATED, output["staged_key"], b"another")
    world.expired.add(output["staged_key"])
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert sorted(row["state"] for row in world.rows("txn#")) == ["ABORTED", "COMMITTED"]


# Replies.


def test_a_run_promotes_exactly_once_if_every_write_is_repeated():
    world = World()
    for date in DATES:
        world.receive(date)
    world.spoil(world.receive())

    def repeat(name, request, call):
        reply = call()
        # Glue has no tokens. The job relies on the replies of Glue to notice a repeated call.
        return reply if is_read(name) or name in ("create_table", "update_table", "delete_objects") else call()

    assert drive(world, "R1", repeat) == SUCCEEDED
    world.check(settled=True)


@pytest.mark.parametrize("token", [FORGOTTEN, CANCELLED_AGAIN, TAKEN_FOR_DONE])
def test_a_transaction_that_conflicts_is_tried_again_whatever_dynamodb_does_with_its_token(token):
    world = World()
    world.dynamodb.latitude.cancelled_token = token
    conflicts = []

    def conflict_twice(name, request, call):
        if name == "transact_write_items" and len(conflicts) < 2:
            conflicts.append(request["ClientRequestToken"])
            raise world.dynamodb.cancel(request["ClientRequestToken"], ["TransactionConflict"])
        return call()

    run = run_of(world, "R1", conflict_twice)
    transact(run.dynamodb, [run.ledger.put("one", {"source_id": "orders", "sk": "one"})])
    assert len(conflicts) == 2
    assert world.ledger.get(("orders", "one")) is not None


def test_every_transaction_of_a_run_may_conflict_with_another():
    world = World()
    world.receive()
    world.spoil(world.receive())
    tokens = set()

    def conflict_every_other_time(name, request, call):
        if name == "transact_write_items" and len(tokens) % 2 == 0:
            tokens.add(request["ClientRequestToken"])
            raise world.dynamodb.cancel(request["ClientRequestToken"], ["TransactionConflict"] * len(request["TransactItems"]))
        if name == "transact_write_items":
            tokens.add(request["ClientRequestToken"])
        return call()

    assert drive(world, "R1", conflict_every_other_time) == SUCCEEDED
    world.check(settled=True)


# Files that change while they are promoted, clocks, and sources that fail.


def test_newer_bytes_that_replace_a_held_file_before_it_is_held_again_are_not_held():
    world = World()
    file = world.spoil(world.receive())

    def newer_bytes_come():
        world.profile(file, [{"a": 2}], "v2")

    assert drive(world, "R1", before("Put held", newer_bytes_come)) == SUCCEEDED
    world.check(settled=True)
    assert world.row(file)["version_id"] == "v2" and world.state(file) == "PROMOTED"
    assert world.reports(file) == []


def test_a_file_whose_row_changes_after_its_seal_is_not_marked_as_promoted():
    world = World()
    file = world.receive()
    sealed_and_killed(world)
    world.ledger.put({**world.row(file), "version_id": "v2", "state": "HELD", "reason": "overwritten"})
    world.ledger.put({"source_id": "orders", "sk": f"held#{file}", "reason": "overwritten"})
    assert drive(world, "R2") == SUCCEEDED
    assert world.state(file) == "HELD" and "txn" not in world.row(file)


def test_a_row_that_changes_between_reading_and_marking_is_read_again():
    world = World()
    file = world.receive()

    def the_row_changes():
        world.ledger.put({**world.row(file), "version_id": "v2"})

    assert drive(world, "R1", before("Update file", the_row_changes)) == SUCCEEDED
    assert world.rows("pending#") == [] and "txn" not in world.row(file)


def test_a_clock_that_goes_back_neither_stops_a_source_nor_sets_its_time_of_promotion_back():
    world = World()
    world.receive()
    assert drive(world, "R1") == SUCCEEDED
    promoted_at = world.registry.get(("orders", "version#1"))["promoted_at"]
    world.pass_time(-600)
    world.receive()
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert world.registry.get(("orders", "version#1"))["promoted_at"] == promoted_at
    world.pass_time(1200)
    world.receive()
    assert drive(world, "R3") == SUCCEEDED
    assert world.registry.get(("orders", "version#1"))["promoted_at"] > promoted_at


def test_a_clock_that_goes_back_during_a_run_does_not_change_the_outcome():
    world = World()
    for date in DATES:
        world.receive(date)

    def back_a_minute(name, request, call):
        world.pass_time(-1)
        return call()

    assert drive(world, "R1", back_a_minute) == SUCCEEDED
    world.check(settled=True)


def test_only_the_source_that_cannot_be_surveyed_fails_and_it_is_named():
    world = World(["broken", "orders"])
    file = world.receive()

    def refuse(name, request, call):
        if name == "query" and request["ExpressionAttributeValues"][":source"] == "broken":
            raise refusal("ProvisionedThroughputExceededException")
        return call()

    assert drive(world, "R1", refuse) == FAILED
    assert world.state(file) == "PROMOTED"
    assert detail(world, "R1").startswith("broken: failed: ClientError")
    assert "PromotionRunFailed" in world.cloudwatch.counted and "PromotionRunSucceeded" not in world.cloudwatch.counted


def test_a_pending_row_that_was_altered_stops_only_its_own_source():
    world = World(["broken", "orders"])
    file = world.receive()
    world.ledger.put({"source_id": "broken", "sk": "pending#2026-11-24#x", "ingest_id": "x", "date": "2026-11-24"})
    assert drive(world, "R1") == FAILED
    assert world.state(file) == "PROMOTED"
    assert detail(world, "R1") == "broken: failed: KeyError: 'bytes'"


def test_a_column_keeps_its_name_when_a_new_field_would_have_the_same_name():
    world = World()
    world.set_paths({"b!": "string"})
    world.receive(records=[{"b!": "x"}])
    assert drive(world, "R1") == SUCCEEDED
    # The new field would be named first if both were new.
    world.set_paths({"b ": "string", "b!": "string"})
    world.receive(records=[{"b ": "x"}])
    assert drive(world, "R2") == SUCCEEDED
    world.check(settled=True)
    assert world.ledger.get(("orders", "columns"))["map"] == {"b!": "b", "b ": "b_2"}
