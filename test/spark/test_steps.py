"""Single steps of the protocol against the emulator, without Spark."""

import gzip
import json
import threading
import uuid
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import boto3
import pytest

from promotion.aws.catalog import ensure_table
from promotion.aws.metrics import Metrics
from promotion.columns.hive_types import parse
from promotion.log import Log
from promotion.protocol.copy import copy_object
from promotion.protocol.lease import LEASE_DURATION, LeaseKeeper
from promotion.store import back_off
from promotion.store.large_map import LargeMaps
from promotion.store.table import Table
from promotion.store.transact import Action, ConditionFailed, transact
from promotion.transactions.transaction import Output

NOW = datetime(2026, 11, 24, 8, tzinfo=timezone.utc)


@pytest.fixture
def session(environment):
    return boto3.session.Session(region_name="us-east-1")


@pytest.fixture
def dynamodb(session):
    return session.resource("dynamodb").meta.client


@pytest.fixture
def ledger(dynamodb):
    name = f"t{uuid.uuid4().hex}"
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "source_id", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("source_id", "sk")],
    )
    return Table(dynamodb, name)


def keeper(ledger, run, now=lambda: NOW):
    return LeaseKeeper(ledger, run, Log(), now)


def test_a_lease_is_held_by_one_driver_and_its_fence_grows(ledger):
    one, two = keeper(ledger, "run-1"), keeper(ledger, "run-2")
    assert one.take("orders") == 1
    assert two.take("orders") is None
    one.release("orders")
    assert two.take("orders") == 2


def test_a_lease_that_was_not_renewed_goes_to_the_next_driver(ledger):
    assert keeper(ledger, "run-1").take("orders") == 1
    after = NOW + LEASE_DURATION + timedelta(milliseconds=1)
    assert keeper(ledger, "run-2", lambda: after).take("orders") == 2


def test_giving_back_a_lease_that_was_lost_does_not_take_it_from_its_new_driver(ledger):
    late = keeper(ledger, "run-1")
    late.take("orders")
    after = NOW + timedelta(hours=1)
    assert keeper(ledger, "run-2", lambda: after).take("orders") == 2
    late.release("orders")
    assert ledger.get("orders", "lease")["run"] == "run-2"


def test_one_of_many_drivers_wins_a_free_lease(ledger):
    fences = []
    threads = [threading.Thread(target=lambda: fences.append(keeper(ledger, "run").take("orders"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fences, key=str) == [1] + [None] * 7


def test_a_failed_transaction_names_the_conditions_that_did_not_hold(dynamodb, ledger):
    item = {"source_id": "orders", "sk": "there"}
    transact(dynamodb, [ledger.put("there", item)])
    with pytest.raises(ConditionFailed) as raised:
        transact(
            dynamodb,
            [
                ledger.put("again", item, "attribute_not_exists(#sk)"),
                ledger.check("holds", "orders", "absent", "attribute_not_exists(#sk)", {}),
                ledger.put("other", {"source_id": "orders", "sk": "other"}),
            ],
        )
    assert raised.value.failed == {"again"}
    assert ledger.get("orders", "other") is None


def test_a_transaction_that_conflicted_with_another_is_tried_again(dynamodb, monkeypatch):
    calls = []

    class Busy:
        def transact_write_items(self, **request):
            calls.append(request["ClientRequestToken"])
            if len(calls) < 3:
                reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
                raise dynamodb.exceptions.ClientError(
                    {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}, "TransactWriteItems"
                )

    monkeypatch.setattr(back_off, "sleep", lambda seconds: None)
    transact(Busy(), [Action("one", {}), Action("two", {})])
    assert len(calls) == 3 and len(set(calls)) == 3, "the token of a cancelled transaction is not used again"


def test_more_rows_than_one_call_returns_are_all_found_with_the_attributes_that_are_wanted(dynamodb, ledger):
    for number in range(150):
        dynamodb.put_item(TableName=ledger._name, Item={"source_id": "orders", "sk": f"file#{number:03d}", "state": "PENDING"})
    found = ledger.get_many("orders", [f"file#{number:03d}" for number in range(200)], ["state", "absent"])
    assert found == {f"file#{number:03d}": {"sk": f"file#{number:03d}", "state": "PENDING"} for number in range(150)}
    assert len(list(ledger.beginning_with("orders", "file#"))) == 150


@pytest.fixture
def bucket(session):
    name = f"t{uuid.uuid4().hex}"
    session.client("s3").create_bucket(Bucket=name)
    return name


@pytest.mark.parametrize("width, stored", [(10, dict), (2000, bytes), (40000, str)])
def test_a_map_is_stored_in_the_form_for_its_size_and_reads_back(session, bucket, width, stored):
    maps = LargeMaps(session.client("s3"), bucket)
    value = {uuid.uuid4().hex: "bigint" for _ in range(width)}
    encoded = maps.encode("orders", "written", value)
    assert isinstance(encoded, stored)
    assert maps.decode(encoded) == value


def test_equal_maps_have_the_same_text_and_a_map_in_s3_is_named_by_its_key():
    maps = LargeMaps(None, "raw")
    text = '{"a":[1,20],"é":"x"}'
    assert maps.text({"é": "x", "a": [Decimal(1), Decimal("2E1")]}) == text
    assert maps.text(gzip.compress(json.dumps({"é": "x", "a": [1, 20]}).encode())) == text
    assert maps.text("schemas/source=orders/x.json.gz") == "schemas/source=orders/x.json.gz"


@pytest.mark.parametrize("single_copy_bytes", [10**9, 0])
def test_an_object_is_copied_completely_in_one_piece_or_in_parts(session, bucket, single_copy_bytes):
    s3 = session.client("s3")
    body = bytes(range(256)) * 65536
    s3.put_object(Bucket=bucket, Key="staging/a", Body=body)
    etag = s3.head_object(Bucket=bucket, Key="staging/a")["ETag"]
    output = Output("staging/a", "curated/a", etag, len(body), "CRC32:x", 1)
    copy_object(s3, bucket, output, single_copy_bytes, part_bytes=6 * 1024 * 1024)
    assert s3.get_object(Bucket=bucket, Key="curated/a")["Body"].read() == body
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


@pytest.mark.parametrize("single_copy_bytes", [10**9, 0])
def test_an_object_that_is_not_the_sealed_one_is_not_copied(session, bucket, single_copy_bytes):
    s3 = session.client("s3")
    s3.put_object(Bucket=bucket, Key="staging/a", Body=b"changed since")
    output = Output("staging/a", "curated/a", '"another"', 13, "ETag:another", 1)
    with pytest.raises(s3.exceptions.ClientError):
        copy_object(s3, bucket, output, single_copy_bytes)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix="curated/")
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


@pytest.fixture
def database(session):
    name = f"t{uuid.uuid4().hex}"
    session.client("glue").create_database(DatabaseInput={"Name": name})
    return name


def test_a_table_keeps_what_others_set_on_it_even_if_they_change_it_in_between(session, database):
    glue = session.client("glue")
    ensure_table(glue, database, "orders", "s3://curated/", {"a": "bigint"}, {})
    raced = []

    def another_writer(**_):
        if not raced:
            raced.append(True)
            other = session.client("glue")
            table = other.get_table(DatabaseName=database, Name="orders")["Table"]
            columns = [*table["StorageDescriptor"]["Columns"], {"Name": "theirs", "Type": "string"}]
            changed = {**table["StorageDescriptor"], "Columns": columns}
            other.update_table(
                DatabaseName=database,
                TableInput={"Name": "orders", "StorageDescriptor": changed, "Parameters": {"owner": "them"}},
            )

    glue.meta.events.register("before-call.glue.UpdateTable", another_writer)
    ensure_table(glue, database, "orders", "s3://curated/", {"a": "bigint", "b": parse("struct<c:date>")}, {})
    table = glue.get_table(DatabaseName=database, Name="orders")["Table"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["a", "theirs", "b"]
    assert table["Parameters"] == {"owner": "them"}


class CloudWatch:
    def __init__(self):
        self.sent = []

    def put_metric_data(self, Namespace, MetricData):
        self.sent.append((Namespace, MetricData))


def test_a_metric_of_a_source_also_counts_in_the_total():
    cloudwatch = CloudWatch()
    metrics = Metrics(cloudwatch, "IngestionEngine", Log())
    metrics.count("FilesPromoted", 3, "orders")
    metrics.count("PromotionRunSucceeded")
    metrics.flush()
    metrics.flush()
    total = {"MetricName": "FilesPromoted", "Value": 3.0, "Unit": "Count"}
    assert cloudwatch.sent == [
        (
            "IngestionEngine",
            [
                total,
                {**total, "Dimensions": [{"Name": "source_id", "Value": "orders"}]},
                {"MetricName": "PromotionRunSucceeded", "Value": 1.0, "Unit": "Count"},
            ],
        )
    ]
