"""PLAN and gate: which pending files go now, in which batches, and which must step aside."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Collection, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from promotion.errors import LeaseLost
from promotion.hold import NO_COLUMN, TYPES_MOVED, hold
from promotion.input_file import CsvDialect, InputFile
from promotion.job import SourceJob
from promotion.layout import Layout, load_layout
from promotion.lease import fence_holds
from promotion.log import iso_millis
from promotion.read_types import may_be_read_as
from promotion.tables import HEAD, PENDING_PREFIX, ConditionFailed, Item, file_key, open_key, transact
from promotion.transaction import Batch, Transaction

MEGABYTE = 1024 * 1024

#: One task reads a batch, so that smaller batches use more cores and larger ones give better objects; measured.
SMALLEST_BOUND = 128 * MEGABYTE
LARGEST_BOUND = 512 * MEGABYTE

#: Files of a batch are named one by one in a manifest and in the reader's filter.
MAX_FILES = 4000

#: Files of each dialect of raw CSV are a read of their own within the one job of a batch; all others count as one.
MAX_DIALECTS = 16


@dataclass(frozen=True)
class Plan:
    """What one reading of the tables allows. ``layout`` and ``epoch`` come from the one head that was read."""

    batches: Tuple[Batch, ...]
    layout: Layout
    epoch: int


@dataclass(frozen=True)
class Blocked:
    """The source has open BREAKING versions: nothing of it is promoted until a person has decided them."""

    versions: Tuple[str, ...]


def input_bound(pending_bytes: int, cores: int) -> int:
    """The raw bytes of a batch that share what is pending evenly among the cores, twice over."""
    return min(LARGEST_BOUND, max(SMALLEST_BOUND, pending_bytes // (2 * cores)))


def batches(source_id: str, files: Iterable[InputFile], bound: int) -> Tuple[Batch, ...]:
    """Batches of one date each, in the order of receipt, of at most ``bound`` raw bytes; a larger file is alone."""
    made: List[Batch] = []
    batch: List[InputFile] = []
    size = 0
    dialects: Set[Optional[CsvDialect]] = set()
    for file in sorted(files, key=lambda f: (f.date, f.ingest_id)):
        full = batch and (
            batch[0].date != file.date
            or size + file.bytes > bound
            or len(batch) == MAX_FILES
            or len(dialects | {file.csv}) > MAX_DIALECTS
        )
        if full:
            made.append(Batch(source_id, batch[0].date, tuple(batch)))
            batch, size, dialects = [], 0, set()
        batch.append(file)
        size += file.bytes
        dialects.add(file.csv)
    if batch:
        made.append(Batch(source_id, batch[0].date, tuple(batch)))
    return tuple(made)


def misfit(types: Mapping[str, str], layout_types: Mapping[str, str], paths: Mapping[str, str]) -> Optional[Tuple[str, str]]:
    """Why a file cannot be read as the layout says, as (reason, detail), or None.

    ``types`` are the types under which each path of the file with a value was judged, ``paths`` is ``head.paths``.
    """
    for path in sorted(types):
        read = paths.get(path)
        if read is not None and not may_be_read_as(types[path], read):
            return TYPES_MOVED, f"{path} was judged as {types[path]} and is read as {read} now"
    for path in sorted(types):
        if types[path] != "unknown" and path not in layout_types:
            return NO_COLUMN, f"{path} holds {types[path]} values, but no accepted version gives it a type"
    return None


def plan(source: SourceJob, bound: int, only: Optional[Collection[str]] = None) -> Plan | Blocked | None:
    """Reads pending rows, then head, then the verdicts: a version decided in between moves the head's epoch.

    Files that do not fit are held. ``only`` limits the plan to these ingest ids. None: the source has no head yet.
    """
    job, source_id = source.job, source.source_id
    pending = [row["ingest_id"] for row in job.ledger.beginning_with(source_id, PENDING_PREFIX)]
    wanted = [ingest_id for ingest_id in pending if only is None or ingest_id in only]
    rows = job.ledger.get_many(source_id, [file_key(ingest_id) for ingest_id in wanted])
    head = job.registry.get(source_id, HEAD)
    if head is None:
        return None
    if head["open"]:
        return Blocked(tuple(head["open"]))
    layout = load_layout(source, head)
    paths = job.large_maps.decode(head["paths"])
    layout_types = layout.types
    rejected = _rejected_versions(source, rows.values())
    going: List[InputFile] = []
    for row in rows.values():
        if row["state"] != "PENDING" or row["registry_version"] in rejected:
            continue
        file = InputFile.from_row(row)
        found = misfit(job.large_maps.decode(row.get("types")), layout_types, paths)
        if found:
            hold(source, file, *found)
        else:
            going.append(file)
    return Plan(batches(source_id, going, bound), layout, int(head["epoch"]))


def open_transaction(source: SourceJob, batch: Batch, epoch: int) -> Transaction:
    """Records the batch as PLANNED under a fresh attempt, its manifest first. Raises LeaseLost."""
    job = source.job
    transaction = Transaction(
        batch=batch,
        txn=batch.txn,
        attempt=uuid.uuid4().hex,
        run=job.settings.run,
        fence=source.fence,
        epoch=epoch,
        planned_at=iso_millis(job.now()),
    )
    job.s3.put_object(
        Bucket=job.settings.curated_bucket,
        Key=transaction.manifest_key,
        Body=batch.manifest(),
        ContentType="application/gzip",
    )
    item = {**transaction.item(), "sk": open_key(transaction.txn)}
    try:
        transact(
            job.dynamodb,
            [
                fence_holds(job.ledger, source.source_id, source.fence),
                job.ledger.put("open", item, "attribute_not_exists(#sk)"),
            ],
        )
    except ConditionFailed as error:
        raise LeaseLost(f"another driver promotes {source.source_id}: {error}") from error
    source.log.event(
        "planned", txn=transaction.txn, date=batch.date, files=len(batch.files), records=batch.records, bytes=batch.raw_bytes
    )
    return transaction


def _rejected_versions(source: SourceJob, rows: Collection[Item]) -> Sequence[str]:
    named = sorted({row["registry_version"] for row in rows})
    versions = source.job.registry.get_many(source.source_id, named)
    return [sk for sk, version in versions.items() if version.get("resolution", {}).get("verdict") == "rejected"]
