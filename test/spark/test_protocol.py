"""What a run does and what it must not do, as the tables, S3, the catalog and the metrics show it."""

import gzip
import json
from pathlib import Path
from unittest import mock

import pytest
from deployment import PLAIN_JSON, Deployment, placed
from faults import Killed, driver

from promotion import job
from promotion.protocol import promote_batch
from promotion.protocol.errors import RunNotOurs

TYPES = {"a": "bigint"}
ALERT_TESTS = Path(__file__).parents[1] / "alerts"


@pytest.fixture
def deployment(spark):
    return Deployment(spark)


def while_writing(*changes):
    """Carries out one of ``changes`` after each write to staging, which is between a plan and its seal."""
    waiting = list(changes)

    def write(*arguments):
        filled = write_for_real(*arguments)
        if waiting:
            waiting.pop(0)()
        return filled

    write_for_real = promote_batch.write
    return mock.patch.object(promote_batch, "write", write)


def set_head(deployment, expression, **values):
    deployment.dynamodb.update_item(
        TableName=deployment.registry,
        Key={"source_id": "orders", "sk": "head"},
        UpdateExpression=expression,
        ExpressionAttributeNames={"#open": "open"} if "#open" in expression else {"#epoch": "epoch"},
        ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
    )


def alerts(deployment, source="orders"):
    return [json.loads(row["message"]) for row in deployment.items("alert#", source)]


def test_a_run_promotes_what_is_pending_and_records_it(deployment):
    deployment.accept({"a": "bigint", "User Id": "string"})
    one = deployment.receive(['{"a": 1, "User Id": "x"}'])
    two = deployment.receive(['{"a": 2}'], date="2026-11-23")
    assert deployment.run() == 0

    assert {deployment.state(one), deployment.state(two)} == {"PROMOTED"}
    assert deployment.items("pending#") == [] and deployment.items("open#") == []
    transactions = deployment.items("txn#")
    assert [t["state"] for t in transactions] == ["COMMITTED"] * 2
    for transaction in transactions:
        (output,) = transaction["outputs"]
        assert output["key"] == f"curated/source=orders/date={transaction['date']}/{transaction['txn']}.parquet"
        assert output["size"] == deployment.s3.head_object(Bucket=deployment.curated, Key=output["key"])["ContentLength"]
        manifest = deployment.s3.get_object(Bucket=deployment.curated, Key=transaction["manifest"])["Body"].read()
        assert [file["ingest_id"] for file in json.loads(gzip.decompress(manifest))["files"]] in ([one], [two])
    assert deployment.objects("staging/") == []
    assert deployment.item("columns")["map"] == {"a": "a", "User Id": "user_id"}
    written = deployment.item("written")
    assert written["map"] == {"a": "bigint", "User Id": "string"} and written["revision"] == 1
    for sk in ("version#1", "facts#1#life"):
        assert deployment.item(sk, table=deployment.registry)["promoted_at"] == max(t["planned_at"] for t in transactions)
    lineage = {"_source_file": "string", "_txn_id": "string", "_promoted_at": "timestamp"}
    assert deployment.table() == {"user_id": "string", "a": "bigint", **lineage}
    assert deployment.partitions() == [["orders", "2026-11-23"], ["orders", "2026-11-24"]]
    assert deployment.item("run#20261124T080000Z", "#deployment")["state"] == "SUCCEEDED"
    assert deployment.item("lease", "#deployment") is None
    assert deployment.item("lease")["fence"] == 1 and "run" not in deployment.item("lease")
    assert deployment.metric("RecordsPromoted", "orders") == 2
    assert deployment.metric("FilesPromoted", "orders") == 2
    assert deployment.metric("PromotionRunSucceeded") == 1


def test_a_run_with_nothing_pending_changes_nothing(deployment):
    deployment.accept(TYPES)
    deployment.receive(['{"a": 1}'])
    assert deployment.run("20261124T080000Z") == 0
    before = deployment.objects("")
    with driver() as watched:
        assert deployment.run("20261124T090000Z") == 0
    assert deployment.objects("") == before
    assert watched.writes == ["TransactWriteItems", "PutMetricData"]


def test_files_of_one_date_share_an_object_within_the_input_bound(deployment, monkeypatch):
    deployment.accept(TYPES)
    for value in (1, 2, 3):
        deployment.receive([f'{{"a": {value}}}'])
    deployment.receive(['{"a": 4' + " " * 100 + "}"])
    monkeypatch.setattr(job, "input_bound", lambda pending_bytes, cores: 30)
    assert deployment.run() == 0
    assert sorted(t["files"] for t in deployment.items("txn#")) == [1, 3]
    assert sorted(row["a"] for row in deployment.rows()) == [1, 2, 3, 4]


def test_a_blocked_source_waits_and_the_others_go_on(spark):
    deployment = Deployment(spark, ["orders", "customers"])
    deployment.accept(TYPES, open=["version#2"])
    deployment.accept(TYPES, "customers")
    waits, goes = deployment.receive(['{"a": 1}']), deployment.receive(['{"a": 2}'], "customers")
    assert deployment.run() == 0
    assert deployment.state(waits) == "PENDING" and deployment.rows() == []
    assert deployment.state(goes, "customers") == "PROMOTED"
    assert deployment.metric("PromotionBlockedByBreakingSchema", "orders") == 1
    assert deployment.metric("PromotionBlockedByBreakingSchema", "customers") == 0


def test_a_file_of_a_rejected_version_stays_out(deployment):
    deployment.accept(TYPES)
    deployment.put_version("version#2", status="DEPRECATED", resolution={"verdict": "rejected"})
    # Somebody saves an old state of the item, from before the decision. The missing verdict does not count.
    stale = {"source_id": "orders", "sk": "version#2", "status": "DEPRECATED"}
    deployment.dynamodb.put_item(TableName=deployment.registry, Item=stale)
    out = deployment.receive(['{"a": 1}'], registry_version="version#2")
    deployment.receive(['{"a": 2}'])
    assert deployment.run() == 0
    assert deployment.state(out) == "PENDING"
    assert [row["a"] for row in deployment.rows()] == [2]
    assert "promoted_at" not in deployment.item("version#2", table=deployment.registry)


def test_a_source_fails_if_it_is_unknown_whether_a_version_was_rejected(deployment):
    deployment.accept(TYPES)
    file = deployment.receive(['{"a": 1}'], registry_version="version#2")
    assert deployment.run() == 1
    assert deployment.state(file) == "PENDING"
    assert deployment.rows() == []


def test_a_source_that_is_not_configured_is_left_alone(spark):
    deployment = Deployment(spark, ["customers"])
    deployment.accept(TYPES)
    waits = deployment.receive(['{"a": 1}'])
    assert deployment.run() == 0
    assert deployment.state(waits) == "PENDING"


def test_files_that_cannot_be_read_as_accepted_are_held_and_the_other_files_go_on(deployment):
    deployment.accept({"a": "bigint"})
    unfit = deployment.receive(['{"a": {"x": 1}}'])
    homeless = deployment.receive(['{"b": 1}'])
    short = deployment.receive(['{"a": 1}'], records=2)
    missing = deployment.receive(['{"a": 1}', '{"a": 2}'])
    row = deployment.item(f"file#{missing}")
    deployment.s3.delete_object(Bucket=deployment.raw, Key=row["key"], VersionId=row["version_id"])
    packed = {**PLAIN_JSON, "compression": "gzip"}
    cut = deployment.receive(["{}"] * 2, raw=gzip.compress(b'{"a": 1}\n{"a": 2}\n')[:-4], reading=packed)
    damaged = deployment.receive(["{}"] * 2, raw=gzip.compress(b'{"a": 1}\n{"a": 2}\n')[:-8] + b"\0" * 8, reading=packed)
    good = deployment.receive(['{"a": 5}'])
    assert deployment.run() == 0

    assert deployment.state(unfit) == "HELD unreadable_value"
    assert deployment.state(homeless) == "HELD no_column"
    assert deployment.state(short) == "HELD count_mismatch"
    assert {deployment.state(ingest_id) for ingest_id in (missing, cut, damaged)} == {"HELD object_missing"}
    assert deployment.state(good) == "PROMOTED"
    assert [row["a"] for row in deployment.rows()] == [5]
    assert deployment.items("pending#") == []
    assert deployment.item(f"held#{unfit}")["reason"] == "unreadable_value"
    assert [t["state"] for t in deployment.items("txn#") if t["state"] == "ABORTED"] == ["ABORTED"], "all were held in one go"
    # The sweep counts and announces held files by these rows. In test/alerts, it reads the row of the file.
    reports = {report["ingest_id"]: report for report in deployment.items("report#")}
    assert set(reports) == {unfit, homeless, short, missing, cut, damaged}
    told = {**reports[short], "sk": reports[short]["sk"].replace(deployment.item(f"file#{short}")["version_id"], "v3")}
    assert told == json.loads((ALERT_TESTS / "held-file-report.json").read_text(encoding="utf-8"))
    assert alerts(deployment) == [] and deployment.metric("FilesHeld", "orders") == 0


def test_drift_that_comes_while_a_batch_is_written_keeps_it_out(deployment):
    deployment.accept(TYPES)
    waits = deployment.receive(['{"a": 1}'])
    with while_writing(lambda: set_head(deployment, "SET #open = :open", open=["version#2"])):
        assert deployment.run() == 0
    assert deployment.state(waits) == "PENDING" and deployment.rows() == []
    assert [t["state"] for t in deployment.items("txn#")] == ["ABORTED"]
    assert deployment.objects("staging/") == [] and deployment.items("open#") == []
    assert deployment.metric("PromotionBlockedByBreakingSchema", "orders") == 1


def test_a_plan_is_made_again_if_head_has_moved(deployment):
    deployment.accept(TYPES)
    deployment.receive(['{"a": 1}'])
    with while_writing(lambda: set_head(deployment, "SET #epoch = :epoch", epoch=2)):
        assert deployment.run() == 0
    assert sorted(t["state"] for t in deployment.items("txn#")) == ["ABORTED", "COMMITTED"]
    assert [row["a"] for row in deployment.rows()] == [1]


def test_a_file_that_arrives_while_a_run_drains_its_source_waits_for_the_next_run(deployment):
    deployment.accept(TYPES)
    deployment.receive(['{"a": 1}'])
    late = []
    with while_writing(lambda: late.append(deployment.receive(['{"a": 2}']))):
        assert deployment.run("20261124T080000Z") == 0
    assert deployment.state(late[0]) == "PENDING"
    assert deployment.run("20261124T090000Z") == 0
    assert deployment.state(late[0]) == "PROMOTED"


def test_a_driver_that_lost_its_lease_seals_nothing(deployment):
    deployment.accept(TYPES)
    deployment.receive(['{"a": 1}'])

    def another_driver_takes_the_source():
        lease = {**deployment.item("lease"), "fence": 2, "holder": "another", "until": "2026-11-24T12:00:00.000Z"}
        deployment.dynamodb.put_item(TableName=deployment.ledger, Item=lease)

    with while_writing(another_driver_takes_the_source):
        assert deployment.run("20261124T080000Z") == 1
    assert deployment.rows() == []
    assert [o["state"] for o in deployment.items("open#")] == ["PLANNED"]
    assert deployment.item("lease")["holder"] == "another"
    row = deployment.item("run#20261124T080000Z", "#deployment")
    assert row["state"] == "FAILED" and "LeaseLost" in row["detail"]
    assert [alert["kind"] for alert in alerts(deployment, "#deployment")] == ["run_failed"]
    assert deployment.metric("PromotionRunFailed") == 1

    assert deployment.run("20261124T090000Z") == 1, "the other driver's lease still holds"
    deployment.now = deployment.now.replace(hour=13)
    assert deployment.run("20261124T130000Z") == 0
    assert [row["a"] for row in deployment.rows()] == [1]


def test_a_source_that_fails_does_not_affect_the_others(spark):
    deployment = Deployment(spark, ["orders", "customers"])
    deployment.accept({"a": "interval"})
    deployment.accept(TYPES, "customers")
    deployment.receive(['{"a": 1}'])
    goes = deployment.receive(['{"a": 2}'], "customers")
    assert deployment.run() == 1
    assert deployment.state(goes, "customers") == "PROMOTED"
    assert "orders: failed: ValueError" in deployment.item("run#20261124T080000Z", "#deployment")["detail"]


def test_a_cluster_that_counts_as_dead_changes_nothing(deployment):
    deployment.accept(TYPES)
    waits = deployment.receive(['{"a": 1}'])
    deployment.launch("20261124T090000Z")
    with pytest.raises(RunNotOurs, match="20261124T090000Z"):
        deployment.run("20261124T080000Z", launched=False)
    assert deployment.state(waits) == "PENDING"
    assert deployment.item("lease", "#deployment")["run"] == "20261124T090000Z"


def sealed_and_killed(deployment):
    """Makes a transaction whose driver sealed it and died before the copy."""
    deployment.accept(TYPES)
    ingest_id = deployment.receive(['{"a": 1}'])
    with driver(killed_after=5), pytest.raises(Killed):
        deployment.run("20261124T080000Z")
    (opened,) = deployment.items("open#")
    assert opened["state"] == "SEALED"
    (output,) = opened["outputs"]
    return ingest_id, output


def test_a_sealed_transaction_goes_on_if_its_object_is_published_and_its_staging_is_gone(deployment):
    ingest_id, output = sealed_and_killed(deployment)
    origin = {"Bucket": deployment.curated, "Key": output["staged_key"]}
    deployment.s3.copy_object(Bucket=deployment.curated, Key=output["key"], CopySource=origin)
    deployment.s3.delete_object(**origin)
    assert deployment.run("20261124T090000Z") == 0
    assert deployment.state(ingest_id) == "PROMOTED"
    assert [t["state"] for t in deployment.items("txn#")] == ["COMMITTED"]


def test_a_sealed_transaction_whose_object_is_gone_is_given_up_with_an_alert_and_made_again(deployment):
    ingest_id, output = sealed_and_killed(deployment)
    deployment.s3.delete_object(Bucket=deployment.curated, Key=output["staged_key"])
    assert deployment.run("20261124T090000Z") == 0
    assert deployment.state(ingest_id) == "PROMOTED"
    assert [row["a"] for row in deployment.rows()] == [1]
    assert sorted(t["state"] for t in deployment.items("txn#")) == ["ABORTED", "COMMITTED"]
    (alert,) = alerts(deployment)
    assert alert["kind"] == "run_failed" and output["staged_key"] in alert["detail"]


def test_a_sealed_transaction_is_not_given_up_while_another_object_is_in_its_place(deployment):
    ingest_id, output = sealed_and_killed(deployment)
    deployment.s3.delete_object(Bucket=deployment.curated, Key=output["staged_key"])
    deployment.s3.put_object(Bucket=deployment.curated, Key=output["key"], Body=b"something else")
    assert deployment.run("20261124T090000Z") == 1
    assert [o["state"] for o in deployment.items("open#")] == ["SEALED"]
    assert deployment.state(ingest_id) == "PENDING"


def test_a_blocked_source_still_finishes_what_was_sealed(deployment):
    ingest_id, _ = sealed_and_killed(deployment)
    set_head(deployment, "SET #open = :open", open=["version#2"])
    assert deployment.run("20261124T090000Z") == 0
    assert deployment.state(ingest_id) == "PROMOTED"
    assert [row["a"] for row in deployment.rows()] == [1]


def test_a_column_with_another_type_than_sealed_data_has_is_refused(deployment):
    deployment.accept({"a": "double"})
    written = {"source_id": "orders", "sk": "written", "map": {"a": "bigint"}, "revision": 1}
    deployment.dynamodb.put_item(TableName=deployment.ledger, Item=written)
    waits = deployment.receive(['{"a": 1.5}'])
    assert deployment.run() == 1
    assert deployment.state(waits) == "PENDING" and deployment.rows() == []
    assert "holds a as bigint" in deployment.item("run#20261124T080000Z", "#deployment")["detail"]


def test_new_columns_and_fields_are_added_to_a_table_that_has_data(deployment):
    deployment.accept({"s": "struct", "s.b": "bigint"})
    deployment.receive(['{"s": {"b": 1}}'])
    assert deployment.run("20261124T080000Z") == 0
    grown = {"s": "struct", "s.a": "string", "s.b": "bigint", "n": "bigint(wide)"}
    deployment.accept(grown)
    deployment.receive(['{"s": {"a": "x", "b": 2}, "n": 3}'])
    assert deployment.run("20261124T090000Z") == 0
    assert deployment.table()["s"] == "struct<b:bigint,a:string>"
    assert deployment.table()["n"] == "bigint"
    assert deployment.item("written")["revision"] == 2


def test_table_and_objects_have_the_order_of_the_head_and_the_names_that_senders_know(deployment):
    first = {"数量": "bigint", "店": "struct", "店.名": "string", "店.id": "bigint", "date": "string", "2020": "bigint"}
    record = {"2020": 4, "date": "x", "店": {"id": 2, "名": "a"}, "数量": 1}
    deployment.accept(first)
    deployment.receive([json.dumps(record)])
    assert deployment.run("20261124T080000Z") == 0
    columns = {column["Name"]: column for column in deployment.catalog_columns()}
    columns["date_2"]["Comment"] = "the day of the sale"
    table = deployment.glue.get_table(DatabaseName=deployment.database, Name="orders")["Table"]
    changed = {**table["StorageDescriptor"], "Columns": list(columns.values())}
    deployment.glue.update_table(DatabaseName=deployment.database, TableInput={"Name": "orders", "StorageDescriptor": changed})

    deployment.accept({**first, "a": "bigint", "店.A": "bigint"})
    deployment.receive([json.dumps({**record, "a": 5, "店": {"A": 6}})])
    assert deployment.run("20261124T090000Z") == 0
    lineage = ["_source_file", "_txn_id", "_promoted_at"]
    assert [(column["Name"], column.get("Comment")) for column in deployment.catalog_columns()] == [
        ("shuliang", "数量"), ("dian", "店"), ("date_2", "the day of the sale"), ("_2020", "2020"), *((name, None) for name in lineage), ("a", "a"),
    ]
    assert deployment.table()["dian"] == "struct<ming:string,id:bigint,a:bigint>"
    parts = [deployment.parquet(key).schema_arrow for key in deployment.objects("curated/source=orders/")]
    assert sorted(part.names for part in parts) == sorted([
        ["shuliang", "dian", "date_2", "_2020", *lineage], ["shuliang", "dian", "date_2", "_2020", "a", *lineage],
    ])
    assert sorted([field.name for field in part.field("dian").type] for part in parts) == [["ming", "id"], ["ming", "id", "a"]]


def test_large_maps_are_read_in_every_form_and_written_in_the_form_for_their_size(deployment):
    paths = {f"{number}_{'x' * 240}": "bigint" for number in range(300)}
    deployment.accept(paths)
    packed = gzip.compress(json.dumps(placed(paths)).encode())
    deployment.s3.put_object(Bucket=deployment.raw, Key="schemas/source=orders/paths.json.gz", Body=packed)
    first = next(iter(paths))
    deployment.receive([json.dumps({first: 1})])
    for name, stored in (("20261124T080000Z", packed), ("20261124T090000Z", "schemas/source=orders/paths.json.gz")):
        deployment.dynamodb.update_item(
            TableName=deployment.registry, Key={"source_id": "orders", "sk": "head"},
            UpdateExpression="SET paths = :paths", ExpressionAttributeValues={":paths": stored},
        )
        reading = json.dumps(PLAIN_JSON).encode()
        deployment.s3.put_object(Bucket=deployment.raw, Key="schemas/source=orders/reading.json.gz", Body=gzip.compress(reading))
        deployment.receive([json.dumps({first: 1})], reading=gzip.compress(reading))
        deployment.receive([json.dumps({first: 1})], reading="schemas/source=orders/reading.json.gz")
        assert deployment.run(name) == 0
    assert sum(row[f"_{first}"] for row in deployment.rows()) == 5
    assert json.loads(gzip.decompress(bytes(deployment.item("written")["map"]))) == paths
