"""A separate deployment in the emulator, filled as the profiler fills it, and what a reader of it sees."""

from __future__ import annotations

import functools
import io
import itertools
import json
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, Mapping, Optional, Sequence

import boto3
import pyarrow.parquet as parquet

from promotion.job import run_job
from promotion.log import Log
from promotion.settings import Settings
from promotion.store.keys import life_key

DATE = "2026-11-24"
#: The reading plan of plain NDJSON.
PLAIN_JSON: Mapping[str, Any] = {"format": "json", "compression": "none", "encoding": "utf-8", "mark": 0, "start": 0}

NOW = datetime(2026, 11, 24, 8, tzinfo=timezone.utc)


def csv_reading(header: bytes, columns: Sequence[str], delimiter: str = ",", **plan: Any) -> Dict[str, Any]:
    """The reading plan of CSV whose header is these bytes, with its line break."""
    return {**PLAIN_JSON, "format": "csv", "start": len(header), "delimiter": delimiter, "columns": list(columns), **plan}


def placed(paths: Mapping[str, str]) -> Dict[str, List[Any]]:
    """The paths as ``head`` keeps them, in this order."""
    return {path: [place, type] for place, (path, type) in enumerate(paths.items())}


@functools.lru_cache(maxsize=None)
def _clients():
    session = boto3.session.Session(region_name="us-east-1")
    dynamodb = session.resource("dynamodb").meta.client
    return session.client("s3"), dynamodb, session.client("glue"), session.client("cloudwatch")


class Deployment:
    """Buckets, tables and Glue database under one fresh name, and the runs of the job that use them."""

    def __init__(self, spark, sources: Sequence[str] = ("orders",)) -> None:
        self.spark = spark
        self.now = NOW
        self._numbers = itertools.count(1)
        name = f"t{uuid.uuid4().hex[:12]}"
        self.raw, self.curated, self.registry, self.ledger, self.database = (
            f"{name}-{part}" for part in ("raw", "curated", "registry", "ledger", "database")
        )
        self.s3, self.dynamodb, self.glue, self.cloudwatch = _clients()
        self.namespace = name
        for bucket in (self.raw, self.curated):
            self.s3.create_bucket(Bucket=bucket)
        self.s3.put_bucket_versioning(Bucket=self.raw, VersioningConfiguration={"Status": "Enabled"})
        for table in (self.registry, self.ledger):
            self.dynamodb.create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "source_id", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
                AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("source_id", "sk")],
            )
        self.glue.create_database(DatabaseInput={"Name": self.database})
        self.sources = list(sources)
        self._put("config.json", json.dumps({"sources": [{"sourceId": s, "format": "json"} for s in sources]}).encode())

    # The actions of the profiler and of a person.

    def accept(self, paths: Mapping[str, str], source: str = "orders", **head: Any) -> None:
        """Writes ``head`` with these accepted paths, in their order, and the ACTIVE version."""
        self.put_version("version#1", source, status="ACTIVE", fields=dict(paths))
        item = {"source_id": source, "sk": "head", "active": "version#1", "open": [], "paths": placed(paths), "epoch": 1, "revision": 1}
        self.dynamodb.put_item(TableName=self.registry, Item={**item, **head})

    def put_version(self, version: str, source: str = "orders", **attributes: Any) -> None:
        """Writes the item that people see, and the program's own item about the life of the version."""
        life = {name: attributes[name] for name in ("resolution",) if name in attributes}
        for item in ({"sk": version, **attributes}, {"sk": life_key(version), **life}):
            self.dynamodb.put_item(TableName=self.registry, Item={"source_id": source, **item})

    def receive(
        self,
        lines: Sequence[str],
        source: str = "orders",
        date: str = DATE,
        raw: Optional[bytes] = None,
        name: str = "file é.json",
        reading: Mapping[str, Any] = PLAIN_JSON,
        **row: Any,
    ) -> str:
        """Adds a profiled file that waits for promotion, and returns its ingest id.

        The raw object is the lines, or the bytes of ``raw``. Then only the number of lines counts.
        """
        ingest_id = f"01KB{next(self._numbers):022d}"
        key = f"raw/source={source}/date={date}/{ingest_id}_{name}"
        body = "".join(line + "\n" for line in lines).encode() if raw is None else raw
        stored = self.s3.put_object(Bucket=self.raw, Key=key, Body=body)
        item = {
            "source_id": source,
            "sk": f"file#{ingest_id}",
            "ingest_id": ingest_id,
            "date": date,
            "key": key,
            # A bucket with suspended versioning keeps one version of a key, without an id.
            "version_id": stored.get("VersionId", "null"),
            "etag": stored["ETag"],
            "bytes": len(body),
            "state": "PENDING",
            "records": len(lines),
            "dialect": {"format": "ndjson"},
            "reading": reading,
            "registry_version": "version#1",
            "judged_under": "version#1",
            "profiled_at": "2026-11-24T07:00:00.000Z",
            **row,
        }
        self.dynamodb.put_item(TableName=self.ledger, Item=item)
        pending = {"source_id": source, "sk": f"pending#{date}#{ingest_id}", "ingest_id": ingest_id, "date": date, "bytes": item["bytes"]}
        self.dynamodb.put_item(TableName=self.ledger, Item=pending)
        return ingest_id

    def put_raw(self, key: str, body: bytes) -> str:
        """Stores an object under a raw key, and returns its version id."""
        return self.s3.put_object(Bucket=self.raw, Key=key, Body=body)["VersionId"]

    # The actions of the launcher.

    def run(self, name: str = "20261124T080000Z", launched: bool = True) -> int:
        """Runs the job once, an hour after the last time, and returns its exit code."""
        self.now += timedelta(hours=1)
        if launched:
            self.launch(name)
        return run_job(self.settings(name), self.spark, Log(run=name), now=lambda: self.now)

    def launch(self, name: str) -> None:
        """Writes the run's row and the run lease, as they are when a cluster starts. Takes over from a killed run."""
        lease = {"source_id": "#deployment", "sk": "lease", "run": name, "since": "2026-11-24T08:00:00.000Z"}
        row = {"source_id": "#deployment", "sk": f"run#{name}", "run": name, "state": "RUNNING", "since": lease["since"]}
        for item in (lease, row):
            self.dynamodb.put_item(TableName=self.ledger, Item=item)

    def settings(self, name: str) -> Settings:
        """The job's arguments."""
        return Settings(
            run=name,
            raw_bucket=self.raw,
            curated_bucket=self.curated,
            registry_table=self.registry,
            ledger_table=self.ledger,
            database=self.database,
            source_config_uri=f"s3://{self.raw}/config.json",
            metric_namespace=self.namespace,
            region="us-east-1",
            cores=2,
        )

    # What a reader can see from outside.

    def item(self, sk: str, source: str = "orders", table: Optional[str] = None) -> Optional[Dict[str, Any]]:
        key = {"source_id": source, "sk": sk}
        return self.dynamodb.get_item(TableName=table or self.ledger, Key=key, ConsistentRead=True).get("Item")

    def items(self, prefix: str, source: str = "orders") -> List[Dict[str, Any]]:
        return self.dynamodb.query(
            TableName=self.ledger,
            KeyConditionExpression="source_id = :s AND begins_with(sk, :p)",
            ExpressionAttributeValues={":s": source, ":p": prefix},
            ConsistentRead=True,
        )["Items"]

    def state(self, ingest_id: str, source: str = "orders") -> str:
        row = self.item(f"file#{ingest_id}", source)
        return row["state"] if row["state"] != "HELD" else f"HELD {row['reason']}"

    def objects(self, prefix: str, bucket: Optional[str] = None) -> List[str]:
        reply = self.s3.list_objects_v2(Bucket=bucket or self.curated, Prefix=prefix)
        return [found["Key"] for found in reply.get("Contents", [])]

    def rows(self, source: str = "orders") -> List[Dict[str, Any]]:
        """Every record in curated, with the lineage columns."""
        found: List[Dict[str, Any]] = []
        for key in self.objects(f"curated/source={source}/"):
            found += self.parquet(key).read().to_pylist()
        return found

    def parquet(self, key: str) -> parquet.ParquetFile:
        return parquet.ParquetFile(io.BytesIO(self.s3.get_object(Bucket=self.curated, Key=key)["Body"].read()))

    def table(self, name: str = "orders") -> Dict[str, str]:
        """{column: type} of the table, without partition keys."""
        return {column["Name"]: column["Type"] for column in self.catalog_columns(name)}

    def catalog_columns(self, name: str = "orders") -> List[Dict[str, Any]]:
        """The columns of the table as the catalog has them."""
        return self.glue.get_table(DatabaseName=self.database, Name=name)["Table"]["StorageDescriptor"]["Columns"]

    def partitions(self, name: str = "orders") -> List[List[str]]:
        found = self.glue.get_partitions(DatabaseName=self.database, TableName=name)["Partitions"]
        return sorted(partition["Values"] for partition in found)

    def metric(self, name: str, source: Optional[str] = None) -> float:
        """The sum of a metric, for one source or in total."""
        dimensions = [{"Name": "source_id", "Value": source}] if source else []
        now = datetime.now(timezone.utc)
        points = self.cloudwatch.get_metric_statistics(
            Namespace=self.namespace, MetricName=name, Dimensions=dimensions, Statistics=["Sum"], Period=3600,
            StartTime=now - timedelta(hours=2), EndTime=now + timedelta(hours=1),
        )["Datapoints"]
        return sum(point["Sum"] for point in points)

    def _put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=self.raw, Key=key, Body=body)
