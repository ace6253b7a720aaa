"""PLAN and gate: which pending files go now, in which batches, and which must step aside."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Dict, Iterable, Iterator, List, Mapping, Optional, Set, Tuple

from promotion.protocol.errors import LeaseLost, PlanOutdated, PromotionError
from promotion.protocol.hold import NO_COLUMN, TYPES_MOVED, hold
from promotion.transactions.input_file import CsvDialect, InputFile
from promotion.protocol.run import SourceJob
from promotion.columns.layout import Layout, load_layout
from promotion.protocol.lease import fence_holds
from promotion.log import iso_millis
from promotion.columns.read_types import may_be_read_as
from promotion.store.table import GET_AT_ONCE, HEAD, ConditionFailed, Item, file_key, life_key, open_key, transact
from promotion.transactions.transaction import Batch, Transaction

MEGABYTE = 1024 * 1024

#: One task reads a batch, so that smaller batches use more cores and larger ones give better objects; measured.
SMALLEST_BOUND = 128 * MEGABYTE
LARGEST_BOUND = 512 * MEGABYTE

#: Files of a batch are named one by one in a manifest and in the reader's filter.
MAX_FILES = 4000

#: Bytes of a manifest before it is packed, about. Only names of many columns make it this large.
MAX_MANIFEST_BYTES = 8 * MEGABYTE

#: Files of each dialect of raw CSV are a read of their own within the one job of a batch; all others count as one.
MAX_DIALECTS = 16

#: Pending rows that one plan reads, so that memory does not grow with what is pending: the window of the next plan begins
#: where this one ends. Five full batches of the smallest files, and about 1 KB of memory a file.
MAX_ROWS = 5 * MAX_FILES

#: A window also ends where its files take more than this in manifests: a file has any number of canonical parts.
MAX_DESCRIBED_BYTES = 8 * MAX_MANIFEST_BYTES


@dataclass(frozen=True)
class Window:
    """The pending rows that a plan may read: at most ``rows`` with sort keys above ``after`` and up to ``until``."""

    after: str
    until: str
    rows: int


@dataclass(frozen=True)
class Plan:
    """What one reading of the tables allows. ``layout`` and ``epoch`` come from one head.

    ``rows`` pending rows were read, the last of which has the sort key ``reached``.
    """

    batches: Tuple[Batch, ...]
    layout: Layout
    epoch: int
    rows: int
    reached: str


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
    size = described = 0
    dialects: Set[Optional[CsvDialect]] = set()
    for file in sorted(files, key=lambda f: (f.date, f.ingest_id)):
        # A manifest repeats the dialect with each of its files.
        its_description = file.described_bytes + (file.csv.described_bytes if file.csv else 0)
        full = batch and (
            batch[0].date != file.date
            or size + file.bytes > bound
            or described + its_description > MAX_MANIFEST_BYTES
            or len(batch) == MAX_FILES
            or len(dialects | {file.csv}) > MAX_DIALECTS
        )
        if full:
            made.append(Batch(source_id, batch[0].date, tuple(batch)))
            batch, size, described, dialects = [], 0, 0, set()
        batch.append(file)
        size += file.bytes
        described += its_description
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


def plan(source: SourceJob, bound: int, window: Window) -> Plan | Blocked | None:
    """Plans the pending files of a window. None: the source has no head yet.

    Page by page it reads pending rows, then their files, then head, then the verdicts, and keeps only what a manifest
    says of a file. So no file is judged by a head older than its row, and a version that is decided later moves the
    head's epoch. Files that do not fit are held, files of rejected versions are passed over.

    Raises PlanOutdated if the epoch moved between two pages, and LeaseLost.
    """
    gate: Optional[_Gate] = None
    going: List[InputFile] = []
    dialects: Dict[CsvDialect, CsvDialect] = {}
    rows, described, reached = 0, 0, window.after
    for page in _pages(source, window):
        files = source.job.ledger.get_many(source.source_id, [file_key(row["ingest_id"]) for row in page])
        found = _gate(source, gate)
        if not isinstance(found, _Gate):
            return found
        gate = found
        gate.learn_verdicts(source, files.values())
        for row in files.values():
            if row["state"] != "PENDING" or row["registry_version"] in gate.rejected:
                continue
            file = InputFile.from_row(row)
            fault = misfit(source.job.large_maps.decode(row.get("types")), gate.layout.types, gate.paths)
            if fault:
                hold(source, file, *fault)
                continue
            described += file.described_bytes
            if file.csv:
                # Files of one source share a handful of dialects; each is kept once.
                described += 0 if file.csv in dialects else file.csv.described_bytes
                file = replace(file, csv=dialects.setdefault(file.csv, file.csv))
            going.append(file)
        rows, reached = rows + len(page), page[-1]["sk"]
        if described > MAX_DESCRIBED_BYTES:
            break
    if gate is None:
        found = _gate(source, None)
        if not isinstance(found, _Gate):
            return found
        gate = found
    return Plan(batches(source.source_id, going, bound), gate.layout, gate.epoch, rows, reached)


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


@dataclass
class _Gate:
    """What files are judged by: one head, and the verdicts that were read under its epoch."""

    layout: Layout
    paths: Mapping[str, str]
    epoch: int
    revision: int
    known: Set[str] = field(default_factory=set)
    rejected: Set[str] = field(default_factory=set)

    def learn_verdicts(self, source: SourceJob, rows: Iterable[Item]) -> None:
        """Reads the verdicts of the versions that the rows name and that are not known yet."""
        named = sorted({row["registry_version"] for row in rows} - self.known)
        lives = source.job.registry.get_many(source.source_id, [life_key(version) for version in named])
        self.rejected.update(version for version in named if _is_rejected(source, version, lives.get(life_key(version))))
        self.known.update(named)


def _gate(source: SourceJob, before: Optional[_Gate]) -> _Gate | Blocked | None:
    """The gate of the head as it is now. Raises PlanOutdated if the epoch is no longer that of ``before``."""
    job = source.job
    head = job.registry.get(source.source_id, HEAD)
    if head is None:
        return None
    if head["open"]:
        return Blocked(tuple(head["open"]))
    epoch, revision = int(head["epoch"]), int(head["revision"])
    if before and epoch != before.epoch:
        raise PlanOutdated("the head moved while it was planned")
    if before and revision == before.revision:
        return before
    # Within an epoch paths are only added, so what was judged by an earlier head of it still fits.
    kept = (before.known, before.rejected) if before else (set(), set())
    return _Gate(load_layout(source, head), job.large_maps.decode(head["paths"]), epoch, revision, *kept)


def _is_rejected(source: SourceJob, version: str, life: Optional[Item]) -> bool:
    if life is None:
        raise PromotionError(
            f"{source.source_id}: {life_key(version)} is missing, so nobody knows whether {version} was rejected; put the item "
            "back from the table's point-in-time recovery"
        )
    return life.get("resolution", {}).get("verdict") == "rejected"


def _pages(source: SourceJob, window: Window) -> Iterator[List[Item]]:
    """The pending rows of a window, the oldest date first, in pages of which the files are read together."""
    found = source.job.ledger.between(source.source_id, window.after, window.until)
    rows = islice((row for row in found if row["sk"] != window.after), window.rows)
    while page := list(islice(rows, GET_AT_ONCE)):
        yield page
