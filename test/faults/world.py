"""A deployment in memory: what profilers, people, launcher, sweep and clock do to it, and the rules that must always hold."""

from __future__ import annotations

import copy
import gzip
import itertools
import json
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from cloud.client import CloudWatch
from cloud.dynamodb import Act, DynamoDB
from cloud.glue import Glue
from cloud.latitude import Latitude
from cloud.s3 import S3
from promotion.columns.read_types import in_place
from promotion.store.keys import life_key
from staged_object import unpacked

RAW, CURATED, REGISTRY, LEDGER, DATABASE = "raw", "curated", "registry", "ledger", "database"
CONFIG = "config.json"
DATES = ("2026-11-23", "2026-11-24")
Item = Dict[str, Any]

#: How a reading plan says that the file is plain NDJSON.
PLAIN: Mapping[str, Any] = {"format": "json", "compression": "none", "encoding": "utf-8", "mark": 0, "start": 0}


def placed(paths: Mapping[str, str]) -> Dict[str, List[Any]]:
    """The paths as ``head`` keeps them, in this order."""
    return {path: [place, type] for place, (path, type) in enumerate(paths.items())}


def fits(value: Any, type: str) -> bool:
    """Whether a column of the type holds the value."""
    if type == "bigint":
        return isinstance(value, int)
    return isinstance(value, (int, float)) if type == "double" else type in ("string", "json")


class Violation(AssertionError):
    """A rule that must always hold is broken."""


def expect(holds: bool, what: str) -> None:
    if not holds:
        raise Violation(what)


class World:
    """Everything that outlives a driver. It is not thread-safe: it takes one call at a time."""

    def __init__(self, sources: Sequence[str] = ("orders",), latitude: Optional[Latitude] = None) -> None:
        self.sources = list(sources)
        self.now = datetime(2026, 11, 24, 8, tzinfo=timezone.utc)
        latitude = latitude or Latitude()
        self.dynamodb, self.s3, self.glue, self.cloudwatch = DynamoDB(latitude), S3(latitude), Glue(), CloudWatch()
        #: Key and bytes of each object that a lost try of a task may still stage.
        self.late_writes: List[Tuple[str, bytes]] = []
        #: Numbers for the tries of all tasks.
        self.tries = itertools.count(1)
        #: The keys of staged objects that the lifecycle rule has removed.
        self.expired: Set[str] = set()
        #: Rules that were broken during a driver's call. The driver may have taken the error for one of AWS.
        self.violations: List[str] = []
        self._fences: Dict[str, int] = {}
        self._files, self._versions = itertools.count(1), itertools.count(2)
        self._watch()
        config = json.dumps({"sources": [{"sourceId": source} for source in self.sources]})
        self.s3.put_object(RAW, CONFIG, config.encode())
        for source in self.sources:
            self.put_version("version#1", source, status="ACTIVE")
            paths = placed({"a": "bigint", "j": "json"})
            head = {"active": "version#1", "open": [], "paths": paths, "epoch": 1, "revision": 1}
            self.registry.put({"source_id": source, "sk": "head", **head})

    def copy(self) -> World:
        """A separate world in the same state."""
        # The watches are bound to this world.
        self.dynamodb.watch, self.s3.watch_delete = _unwatched, _unwatched
        made = copy.deepcopy(self)
        self._watch()
        made._watch()
        return made

    def _watch(self) -> None:
        self.dynamodb.watch, self.s3.watch_delete = self._check_transaction, self._check_deletion

    # The state of the deployment.

    @property
    def ledger(self):
        return self.dynamodb.table(LEDGER)

    @property
    def registry(self):
        return self.dynamodb.table(REGISTRY)

    def rows(self, prefix: str, source: str = "orders") -> List[Item]:
        return self.ledger.between(source, prefix, prefix + "\U0010ffff")

    def row(self, ingest_id: str, source: str = "orders") -> Item:
        return self.ledger.get((source, f"file#{ingest_id}"))

    def state(self, ingest_id: str, source: str = "orders") -> str:
        return self.row(ingest_id, source)["state"]

    def head(self, source: str = "orders") -> Item:
        return self.registry.get((source, "head"))

    def paths(self, source: str = "orders") -> Dict[str, str]:
        return in_place(self.head(source)["paths"])

    def curated(self, source: str = "orders") -> Iterator[Item]:
        """The content of each object in curated."""
        for (bucket, key), found in list(self.s3.objects.items()):
            if bucket == CURATED and key.startswith(f"curated/source={source}/"):
                yield {"key": key, **unpacked(found.body)}

    def alerts(self, source: str = "orders") -> List[Item]:
        return [json.loads(row["message"]) for row in self.rows("alert#", source)]

    def reports(self, ingest_id: str, source: str = "orders") -> List[Item]:
        """The reports about a file that was held."""
        return [row for row in self.rows("report#", source) if row["ingest_id"] == ingest_id]

    # What profilers do.

    def receive(
        self, date: str = DATES[1], source: str = "orders", records: Sequence[Item] = ({"a": 1},), version: str = "version#1", **row: Any
    ) -> str:
        """Adds a profiled file that waits for promotion, and returns its ingest id."""
        ingest_id = f"01KB{next(self._files):022d}"
        self.ledger.put({
            "source_id": source, "sk": f"file#{ingest_id}", "ingest_id": ingest_id, "date": date,
            "key": f"raw/source={source}/date={date}/{ingest_id}_x", "dialect": {"format": "ndjson"}, "reading": PLAIN,
            "registry_version": version,
        })
        self.profile(ingest_id, records, "v1", source, **row)
        return ingest_id

    def profile(self, ingest_id: str, records: Sequence[Item], version_id: str, source: str = "orders", **row: Any) -> None:
        """New bytes of the key are profiled. They replace the row of a file that is not promoted, and the file waits again."""
        found = self.row(ingest_id, source)
        stored = self.s3.put_version(RAW, found["key"], version_id, "".join(json.dumps(record) + "\n" for record in records).encode())
        self.ledger.delete((source, f"held#{ingest_id}"))
        object = {"version_id": version_id, "etag": stored.etag, "bytes": len(stored.body), "records": len(records)}
        self.ledger.put({**found, **object, "state": "PENDING", **row})
        self._wait(self.row(ingest_id, source))

    def spoil(self, ingest_id: str, source: str = "orders") -> str:
        """The profiler has counted a record more than the job will find."""
        row = self.row(ingest_id, source)
        self.ledger.put({**row, "records": int(row["records"]) + 1})
        return ingest_id

    def records_of(self, ingest_id: str, version_id: str, source: str = "orders") -> List[Item]:
        """The records of a file's bytes."""
        body = self.s3.versions[RAW, self.row(ingest_id, source)["key"], version_id].body
        return [json.loads(line) for line in body.splitlines()]

    def breaking(self, source: str = "orders") -> str:
        """A file drifts: it makes a BREAKING version, and waits under it."""
        version = f"version#{next(self._versions)}"
        self.put_version(version, source, status="BREAKING")
        self.set_head(source, open=[*self.head(source)["open"], version], epoch=self.head(source)["epoch"] + 1)
        self.receive(source=source, version=version)
        return version

    def put_version(self, version: str, source: str = "orders", **attributes: Any) -> None:
        """Writes or changes a version: the item that people see, and the program's own item about the life of the version."""
        life = {name: attributes[name] for name in ("resolution",) if name in attributes}
        for sk, changes in ((version, attributes), (life_key(version), life)):
            self.registry.put({**(self.registry.get((source, sk)) or {}), "source_id": source, "sk": sk, **changes})

    def set_paths(self, paths: Mapping[str, str], source: str = "orders", **changes: Any) -> None:
        """``head.paths`` becomes these paths, in their order."""
        self.set_head(source, paths=placed(paths), **changes)

    def set_head(self, source: str = "orders", **changes: Any) -> None:
        head = self.head(source)
        self.registry.put({**head, **changes, "revision": head["revision"] + 1})

    def widen(self, source: str = "orders") -> None:
        """``a`` becomes double, unless sealed data holds it as bigint, because old objects would then have to be rewritten."""
        if "a" not in self._large_map(source, "written"):
            # The profiler checks that `written` has not changed since it read it. Here reading and writing are one step.
            self.set_paths({**self.paths(source), "a": "double"}, source, epoch=self.head(source)["epoch"] + 1)

    # What people, the launcher, the sweep and S3 do.

    def decide(self, verdict: str, source: str = "orders") -> None:
        """Decides the oldest open version: ``approved`` or ``rejected``."""
        version, *still_open = self.head(source)["open"]
        self.put_version(version, source, status="DEPRECATED", resolution={"verdict": verdict})
        self.set_head(source, open=still_open, epoch=self.head(source)["epoch"] + 1)

    def is_rejected(self, version: str, source: str = "orders") -> bool:
        return self.registry.get((source, life_key(version))).get("resolution", {}).get("verdict") == "rejected"

    def launch(self, run: str) -> None:
        self.ledger.put({"source_id": "#deployment", "sk": "lease", "run": run, "since": "x"})
        self.ledger.put({"source_id": "#deployment", "sk": f"run#{run}", "run": run, "state": "RUNNING"})

    def take_out_rejected(self, source: str = "orders") -> None:
        for row in self.rows("file#", source):
            if row["state"] == "PENDING" and self.is_rejected(row["registry_version"], source):
                self.ledger.put({**row, "state": "REJECTED"})
                self.ledger.delete((source, f"pending#{row['date']}#{row['ingest_id']}"))

    def expire_staging(self) -> None:
        for key in [key for bucket, key in self.s3.objects if bucket == CURATED and key.startswith("staging/")]:
            self.expired.add(key)
            del self.s3.objects[CURATED, key]

    def late_tasks_write(self) -> None:
        """Every try that counts as lost stages its object after all."""
        while self.late_writes:
            self.s3.put_object(CURATED, *self.late_writes.pop())

    def pass_time(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def _wait(self, row: Item) -> None:
        pending = {name: row[name] for name in ("source_id", "ingest_id", "date", "bytes")}
        self.ledger.put({**pending, "sk": f"pending#{row['date']}#{row['ingest_id']}"})

    # The rules that must hold.

    def check(self, settled: bool = False) -> None:
        """Raises Violation unless all rules hold. With ``settled``, there must also be nothing left to do."""
        for violation in self.violations:
            raise Violation(violation)
        for source in self.sources:
            self._check_source(source, settled)

    def _check_source(self, source: str, settled: bool) -> None:
        times: Counter = Counter()
        opened = {row["txn"]: row for row in self.rows("open#", source)}
        committed = {row["txn"] for row in self.rows("txn#", source) if row["state"] == "COMMITTED"}
        names, written = (self._large_map(source, sk) for sk in ("columns", "written"))
        for held in self.curated(source):
            txn = held["key"].rpartition("/")[2].removesuffix(".parquet")
            times.update(file for file, _ in held["files"])
            for file, version_id in held["files"]:
                expect(held["records"][file] == self.records_of(file, version_id, source), f"{txn} does not hold the records of {file}")
            expect(txn in committed or opened.get(txn, {}).get("state") == "SEALED", f"{txn} is visible and not sealed")
            expect(all(written.get(path) == type for path, type in held["types"].items()), f"written does not say what {txn} holds")
            expect(all(names.get(path) == name for path, name in held["names"].items()), f"a column of {txn} has another name now")
        for file, count in times.items():
            expect(count == 1, f"{file} is {count} times in curated")
        pending = {row["ingest_id"] for row in self.rows("pending#", source)}
        waiting = {row["sk"].split("#")[1] for row in self.rows("held#", source)}
        for row in self.rows("file#", source):
            file, state = row["ingest_id"], row["state"]
            if state == "PROMOTED":
                expect(times[file] == 1, f"{file} is PROMOTED and not in curated")
            if state in ("HELD", "REJECTED"):
                expect(times[file] == 0, f"{file} is {state} and in curated")
            expect((file in pending) == (state == "PENDING"), f"{file} is {state}, its pending row {'is' if file in pending else 'is not'} there")
            expect((file in waiting) == (state == "HELD"), f"{file} is {state}, its held row {'is' if file in waiting else 'is not'} there")
        for file in waiting:
            expect(bool(self.reports(file, source)), f"{file} is held and nobody is told")
        for row in opened.values():
            self._check_open(row)
        for row in self.rows("txn#", source):
            if row["state"] == "COMMITTED":
                self._check_committed(source, row)
        lease = self.ledger.get((source, "lease")) or {"fence": 0}
        expect(lease["fence"] >= self._fences.get(source, 0), "the fence has become smaller")
        self._fences[source] = lease["fence"]
        if settled:
            for held in self.curated(source):
                self._check_partition(source, held)
            expect(not pending and not opened, f"left over: {sorted(pending) + sorted(opened)}")
            for version in {row["registry_version"] for row in self.rows("file#", source) if row["state"] == "PROMOTED"}:
                for sk in (version, life_key(version)):
                    expect("promoted_at" in self.registry.get((source, sk)), f"{version} is promoted and {sk} does not say so")

    def _large_map(self, source: str, sk: str) -> Item:
        """The map of an item of the ledger, however it is stored; empty if there is no item."""
        found = (self.ledger.get((source, sk)) or {"map": {}})["map"]
        if isinstance(found, str):
            found = self.s3.objects[RAW, found].body
        return found if isinstance(found, dict) else json.loads(gzip.decompress(bytes(found)))

    def _check_open(self, row: Item) -> None:
        if row["state"] != "SEALED":
            return
        (output,) = row["outputs"]
        staged, published = (self.s3.objects.get((CURATED, output[name])) for name in ("staged_key", "key"))
        there = [found for found in (staged, published) if found and found.etag == output["etag"]]
        expect(bool(there) or output["staged_key"] in self.expired, f"{row['txn']} is sealed and its object is gone")

    def _check_committed(self, source: str, row: Item) -> None:
        (output,) = row["outputs"]
        expect((CURATED, output["key"]) in self.s3.objects, f"{row['txn']} is COMMITTED and its object is not there")
        partition = self.glue.partitions.get((source.replace("-", "_"), (source, row["date"])))
        expect(partition is not None, f"{row['txn']} is COMMITTED and its partition is not registered")
        for file in self.manifest(source, row["txn"]):
            found = self.row(file["ingest_id"], source)
            expect(found["state"] == "PROMOTED" and found["txn"] == row["txn"], f"{row['txn']} is COMMITTED, {file['ingest_id']} is {found['state']}")

    def _check_partition(self, source: str, held: Item) -> None:
        """Athena reads an object by the columns of its partition, and does not read columns that the partition lacks."""
        date = held["key"].split("/")[2].removeprefix("date=")
        partition = self.glue.partitions[source.replace("-", "_"), (source, date)]
        known = {column["Name"] for column in partition["StorageDescriptor"]["Columns"]}
        missing = {held["names"][path] for path in held["types"]} - known
        expect(not missing, f"the partition of {date} lacks columns of its objects: {sorted(missing)}")

    def manifest(self, source: str, txn: str) -> List[Item]:
        return json.loads(gzip.decompress(self.s3.objects[CURATED, f"manifests/source={source}/{txn}.json.gz"].body))["files"]

    def _check_transaction(self, acts: List[Act]) -> None:
        with self._noted():
            self._check_seals(acts)

    def _check_deletion(self, bucket: str, key: str) -> None:
        with self._noted():
            self._check_staging(bucket, key)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except Violation as violation:
            self.violations.append(str(violation))
            raise

    def _check_seals(self, acts: List[Act]) -> None:
        for verb, request, (source, sk) in acts:
            if verb == "Update" and sk.startswith("open#") and request["ExpressionAttributeValues"].get(":sealed") == "SEALED":
                (output,) = request["ExpressionAttributeValues"][":outputs"]
                self._check_seal(source, self.ledger.get((source, sk)), unpacked(self.s3.objects[CURATED, output["staged_key"]].body))

    def _check_seal(self, source: str, row: Item, staged: Item) -> None:
        head = self.head(source)
        expect(not head["open"], "sealed while the source is blocked")
        elsewhere = {
            file["ingest_id"] for other in self.rows("open#", source)
            if other["state"] == "SEALED" and other["txn"] != row["txn"] for file in self.manifest(source, other["txn"])
        }
        for file in self.manifest(source, row["txn"]):
            found = self.row(file["ingest_id"], source)
            expect(not self.is_rejected(file["registry_version"], source), "sealed a file of a rejected version")
            expect(found["state"] == "PENDING", f"sealed a file that is {found['state']}")
            expect(found["version_id"] == file["version_id"], "sealed bytes that were replaced")
            expect(file["ingest_id"] not in elsewhere, "sealed a file that is sealed already")
            expect(len(staged["records"][file["ingest_id"]]) == found["records"], "sealed another number of records than was counted")
        for path, type in staged["types"].items():
            now = self.paths(source).get(path)
            expect(now == type, f"sealed {path} as {type}, now {now}")

    def _check_staging(self, bucket: str, key: str) -> None:
        if bucket != CURATED or not key.startswith("staging/"):
            raise Violation(f"the job deleted {key}")
        attempt = key.split("/")[3].partition("-")[2]
        for source in self.sources:
            # A reader of an open attempt may rely on its object, so ABORT and COMMIT come before staging is dropped.
            expect(all(row["attempt"] != attempt for row in self.rows("open#", source)), "staging dropped before the attempt ended")


def _unwatched(*_: Any) -> None:
    pass
