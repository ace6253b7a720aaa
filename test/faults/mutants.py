"""Mutants of the protocol. Each removes one rule, and the fault tests must fail on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple


@dataclass(frozen=True)
class Mutant:
    """``find`` occurs exactly once in a file of the promotion package, and ``replace`` takes its place."""

    file: str
    rule: str
    find: str
    replace: str


MUTANTS: Tuple[Mutant, ...] = (
    Mutant("protocol/lease.py", "every transaction checks the fence", '"#fence = :fence", {":fence": fence})', '"#fence > :fence", {":fence": -1})'),
    Mutant("protocol/lease.py", "the fence grows with each lease", '":next": fence + 1,', '":next": max(fence, 1),'),
    Mutant("protocol/lease.py", "a lease that is held is not taken", 'if found and "run" in found and found["until"] > iso_millis(now):', "if False:"),
    Mutant("protocol/lease.py", "a free lease is taken by only one of two drivers", '"attribute_not_exists(#sk) OR #fence = :fence"', '"attribute_not_exists(#sk) OR #fence >= :fence"'),
    Mutant("protocol/lease.py", "a lease of another driver is not renewed", '"SET #until = :until", "#fence = :fence AND #holder = :holder"', '"SET #until = :until, #holder = :holder", "#fence >= :fence"'),
    Mutant("protocol/lease.py", "a lease that cannot be renewed does not stop the renewal of the others", "except Exception as error:  # One failed", "except ZeroDivisionError as error:  # One failed"),
    Mutant("protocol/lease.py", "a lease whose reply was lost is recognized", 'if not found or found.get("holder") != self._holder:', "if True:"),
    Mutant("protocol/promote_source.py", "a source is recovered before it is planned", "        recover(source)\n", ""),
    Mutant("protocol/promote_source.py", "a window is planned again when something moved", "        if _promote_batches(source, planned, workers):\n            return settled", "        _promote_batches(source, planned, workers)\n        return settled"),
    Mutant("protocol/promote_source.py", "a plan made again begins where its window begins", "Window(window.after, planned.reached, MAX_ROWS)", "Window(planned.reached, window.until, MAX_ROWS)"),
    Mutant("protocol/promote_source.py", "the next window begins where the last one ended", "left - planned.rows, planned.reached", "left - planned.rows, LedgerPrefix.PENDING"),
    Mutant("protocol/promote_source.py", "a run takes no more files than were pending when it started", "min(MAX_ROWS, left)", "MAX_ROWS"),
    Mutant("protocol/promote_source.py", "a run drains all windows", "if left <= 0 or planned.rows == 0:", "if True:"),
    Mutant("protocol/promote_batch.py", "files that spoil a batch are held", "        for file, (why, detail) in staged.items():\n            hold(source, file, why, detail)\n", ""),
    Mutant("protocol/promote_batch.py", "a batch with a spoiled file is given up", "        abort(source, transaction.item(), reason)\n", ""),
    Mutant("job.py", "only the source that cannot be surveyed fails", "        except Exception as error:\n            outcomes[source_id]", "        except ZeroDivisionError as error:\n            outcomes[source_id]"),
    Mutant("protocol/plan.py", "files of rejected versions stay out", ' or row["registry_version"] in gate.rejected:', ":"),
    Mutant("protocol/gate.py", "verdicts are read again after a decision", "if before and epoch != before.epoch:", "if False:"),
    Mutant("protocol/gate.py", "the head is read after the files of a page", "    if before and revision == before.revision:\n        return before", "    if before:\n        return before"),
    Mutant("protocol/gate.py", "a blocked source is not planned", '    if head["open"]:\n        return Blocked(tuple(head["open"]))\n', ""),
    Mutant("protocol/plan.py", "only files that wait are planned", 'if row["state"] != FileState.PENDING or', "if"),
    Mutant("protocol/open_transaction.py", "PLANNED is recorded under the fence", "                fence_holds(run.ledger, source.source_id, source.fence),\n                run.ledger.put(\"open\"", "                run.ledger.put(\"open\""),
    Mutant("protocol/open_transaction.py", "a transaction that is open is not opened again", ', "attribute_not_exists(#sk)"),', "),"),
    Mutant("protocol/plan.py", "a plan reads no more rows than its window has", 'if row["sk"] != window.after), window.rows)', 'if row["sk"] != window.after), None)'),
    Mutant("protocol/plan.py", "a window ends when its manifests are large", "        if described > MAX_DESCRIBED_BYTES:\n            break\n", ""),
    Mutant("protocol/seal.py", "a seal checks that its source is not blocked", '"size(#open) = :none AND #epoch = :epoch", {":none": 0, ":epoch": planned.epoch}', '"#epoch >= :epoch", {":epoch": 0}'),
    Mutant("protocol/seal.py", "a seal checks the epoch", '"size(#open) = :none AND #epoch = :epoch", {":none": 0, ":epoch": planned.epoch}', '"size(#open) = :none", {":none": 0}'),
    Mutant("protocol/seal.py", "a seal checks the fence", "            fence_holds(run.ledger, source_id, source.fence),\n", ""),
    Mutant("protocol/seal.py", "a seal grows written under its revision", '"attribute_not_exists(#sk) OR #revision = :revision", {":revision": revision}', '"attribute_not_exists(#sk) OR #revision >= :revision", {":revision": 0}'),
    Mutant("protocol/seal.py", "a seal records the types that its object holds", "grown = {**types, **layout.types}", "grown = {**layout.types}"),
    Mutant("protocol/seal.py", "a column keeps the type that sealed data has", "        if physical_type(held) != physical_type(read_type):", "        if False:"),
    Mutant("protocol/abort.py", "ABORT comes before staging is dropped", "    actions = [\n        fence_holds", "    clean_up(source, staging_prefix(item))\n    actions = [\n        fence_holds"),
    Mutant("protocol/abort.py", "only its own attempt is given up", '"#state = :state AND #attempt = :attempt",\n            {":state": item["state"], ":attempt": attempt},', '"#state = :state",\n            {":state": item["state"]},'),
    Mutant("protocol/abort.py", "an attempt is given up under the fence", "        fence_holds(run.ledger, source.source_id, source.fence),\n", ""),
    Mutant("protocol/recover.py", "what is sealed is never computed again", 'if item["state"] != SEALED:', "if True:"),
    Mutant("protocol/recover.py", "a sealed transaction whose object is gone does not stop its source", "        except PlanOutdated:", "        except ZeroDivisionError:"),
    Mutant("protocol/roll_forward.py", "a sealed object is published before its files are marked", "        copy(source, sealed.output)\n", "        pass\n"),
    Mutant("protocol/roll_forward.py", "a partition is registered before COMMITTED", "    register(source, sealed.batch.date, layout)\n", ""),
    Mutant("protocol/commit.py", "only the bytes that were sealed are marked", '"#state = :pending AND #version_id = :version_id"', '"#state = :pending AND attribute_exists(#version_id) AND :version_id = :version_id"'),
    Mutant("protocol/plan.py", "the bytes of a row are known before it is marked", "item_bytes(row) + _OTHER", "_OTHER"),
    Mutant("protocol/plan.py", "a reading that files share is kept once", "sys.intern(source.run.large_maps.text(row[\"reading\"]))", "source.run.large_maps.text(row[\"reading\"])"),
    Mutant("transactions/batches.py", "a manifest is bounded", "            or described + described_bytes(file, readings) > MAX_MANIFEST_BYTES\n", ""),
    Mutant("transactions/batches.py", "a reading that files share is described once", "0 if file.reading in readings else len(file.reading)", "len(file.reading)"),
    Mutant("spark_task.py", "each try of a task stages under a key of its own", "{uuid.uuid4().hex}-{name}", "{name}"),
    Mutant("protocol/verify.py", "files that the task could not read are held for its reason", "if file.key in filled.faults:", "if False:"),
    Mutant("protocol/verify.py", "records are counted file by file", "elif found != file.records:", "elif False:"),
    Mutant("protocol/verify.py", "an object has as many records as its files", " or staged.records != transaction.batch.records", ""),
    Mutant("protocol/verify.py", "the staged object is the one that the task made", "if (found[\"ETag\"], found[\"ContentLength\"], checksum) != (staged.etag, staged.size, staged.checksum):", "if False:"),
    Mutant("protocol/verify.py", "the staged object ends as a Parquet object does", "end[4:] != _MAGIC or not", "not"),
    Mutant("protocol/verify.py", "the staged object has its whole footer", " or not 0 < footer <= staged.size - 12", ""),
    Mutant("protocol/commit.py", "all files are marked before COMMITTED", "for file in sealed.batch.files)", "for file in sealed.batch.files[:2])"),
    Mutant("protocol/commit.py", "marking checks the fence", "[fence_holds(run.ledger, source_id, source.fence), *marks]", "[*marks]"),
    Mutant("protocol/commit.py", "marks are cut by bytes", "file.row_bytes + _MARK_BYTES", "_MARK_BYTES"),
    Mutant("protocol/commit.py", "a row that is not as it was planned is not marked", "    if not is_as_planned:\n", "    if False:\n"),
    Mutant("protocol/commit.py", "an error of marking ends the commit", "        marked.result()\n", "        marked.exception()\n"),
    Mutant("protocol/commit.py", "versions learn that they are promoted", "(attribute_not_exists(#promoted_at) OR #promoted_at < :at)", "#promoted_at < :at"),
    Mutant("protocol/commit.py", "the time of a version's promotion is never set back", "(attribute_not_exists(#promoted_at) OR #promoted_at < :at)", "attribute_exists(#sk)"),
    Mutant("protocol/commit.py", "COMMITTED is recorded under the fence", "                fence_holds(run.ledger, source_id, source.fence),\n                run.ledger.delete(\n                    \"open\"", "                run.ledger.delete(\n                    \"open\""),
    Mutant("protocol/roll_forward.py", "a transaction is given up only if its object is gone", "    except StagedObjectGone as error:", "    except (StagedObjectGone, RuntimeError) as error:"),
    Mutant("protocol/copy.py", "exactly the object that was sealed is published", ", CopySourceIfMatch=output.etag)\n        return", ")\n        return"),
    Mutant("protocol/copy.py", "a published object is recognized by size and checksum", "checksum != output.checksum", "False"),
    Mutant("protocol/copy.py", "the copy in parts has the checksum of a whole object", '"ChecksumType": "FULL_OBJECT"', '"ChecksumType": "COMPOSITE"'),
    Mutant("aws/catalog.py", "a partition that exists gets the columns of its table", "        _update_partition(glue, database, name, values, found, columns)\n", "        return\n"),
    Mutant("protocol/copy.py", "an upload that fails is aborted", "        s3.abort_multipart_upload(Bucket=bucket, Key=output.key, UploadId=upload)\n", ""),
    Mutant("protocol/hold.py", "a file is held under the fence", "        fence_holds(run.ledger, source_id, source.fence),\n", ""),
    Mutant("protocol/hold.py", "only the bytes that were read are held", '"#state = :pending AND #version_id = :version_id"', '"#state = :pending AND attribute_exists(#version_id) AND :version_id = :version_id"'),
    Mutant("protocol/load_layout.py", "columns are named under the fence", "[fence_holds(run.ledger, source.source_id, source.fence), run.ledger.put(LedgerItem.COLUMNS, item)]", "[run.ledger.put(LedgerItem.COLUMNS, item)]"),
    Mutant("protocol/load_layout.py", "existing names of columns are kept", 'stored["map"] if stored else None', "None"),
    Mutant("store/table.py", "keys that a batch leaves over are asked for again", 'waiting = reply.get("UnprocessedKeys") or {}', "waiting = {}"),
    Mutant("store/table.py", "every page of a query is read", "        for page in pages:\n", "        for page in list(pages)[:1]:\n"),
    Mutant("aws/objects.py", "every page of a listing is read", "for page in pages for found in page", "for page in list(pages)[:1] for found in page"),
    Mutant("store/transact.py", "a transaction that was cancelled gets another token", "        token = uuid.uuid4().hex\n", "        token = token if attempt > 1 else uuid.uuid4().hex\n"),
    Mutant("store/transact.py", "a transaction that conflicts is tried again", "if attempt == _CONFLICT_ATTEMPTS or not", "if True or not"),
    Mutant("protocol/run_lease.py", "a run that counts as dead changes nothing", '    if lease.get("run") != run.settings.run:', "    if False:"),
    Mutant("protocol/run_lease.py", "the length of a recorded failure is bounded", "failure if len(failure) <= _DETAIL_LENGTH else", "failure if True else"),
    Mutant("store/limits.py", "a transaction has no more than a hundred actions", "actions + its_actions > DynamoDbLimit.TRANSACTION_ACTIONS or ", ""),
)
