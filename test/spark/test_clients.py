"""The clients of a run."""

from datetime import datetime, timezone

import pytest
from botocore.exceptions import ParamValidationError

from promotion.connect import connect
from promotion.log import Log
from promotion.settings import Settings

SETTINGS = Settings(
    run="20261124T080000Z",
    raw_bucket="raw",
    curated_bucket="curated",
    registry_table="registry",
    ledger_table="ledger",
    database="database",
    source_config_uri="s3://assets/sources.json",
    metric_namespace="IngestionEngine",
    region="eu-central-1",
    cores=8,
)


@pytest.fixture
def clients():
    run = connect(SETTINGS, None, Log(run=SETTINGS.run), lambda: datetime(2026, 11, 24, 8, tzinfo=timezone.utc))
    yield [run.s3, run.dynamodb, run.glue, run.metrics._cloudwatch]
    run.leases.stop()


def test_every_request_is_validated_against_the_model_of_its_service_before_it_is_sent(clients):
    # So AWS understands every request that the job sends to the emulator in other tests.
    s3, dynamodb, glue, cloudwatch = clients
    for call in (s3.put_object, dynamodb.transact_write_items, glue.batch_create_partition, cloudwatch.put_metric_data):
        with pytest.raises(ParamValidationError):
            call(Colour="blue")


def test_all_clients_call_the_region_in_the_settings(clients):
    assert {client.meta.region_name for client in clients} == {"eu-central-1"}
