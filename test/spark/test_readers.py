"""The table has the same values as the file for every file that the profiler accepts, both through the reader that was
chosen for the file and through its canonical copy.

This tests a sample of the files, or all of them with WHOLE_CORPUS=1 in the environment.
"""

import json
import os
import subprocess
import uuid
from collections import Counter

import boto3
import oracle
import pyarrow.parquet as parquet
import pytest
from fixtures import ROOT
from deployment import DATE
from generated_files import generated_files

from promotion.contract import Reader
from promotion.columns.layout import Layout
from promotion.columns.lineage import SOURCE_FILE
from promotion.columns.names import name_columns
from promotion.columns.read_types import closed_paths, read_columns
from promotion.reading.read import BAD, records
from promotion.transactions.batch import Batch
from promotion.transactions.input_file import InputFile

WHOLE = bool(os.environ.get("WHOLE_CORPUS"))
SEEDS = range(3 if WHOLE else 1)

CORPUS = ROOT / "test" / "corpus"
VEGA = ROOT / "node_modules" / "vega-datasets" / "data"
VEGA_FILES = ["seattle-weather.csv", "unemployment.tsv", "movies.json", "la-riots.csv", "stocks.csv", "github.csv", "earthquakes.json"]


def _corpus():
    """(class, name, family, bytes) of the accepted files."""
    manifest = json.loads((CORPUS / "manifest.json").read_text())
    for name, entry in manifest.items():
        if entry["accepted"]:
            yield entry["class"], name, entry["family"], (CORPUS / "files" / name).read_bytes()


def _vega():
    for name in VEGA_FILES:
        body = (VEGA / name).read_bytes()
        yield "vega-datasets", name, "json" if name.endswith(".json") else "csv", body
        if name.endswith(".json"):
            # The same records as a source that sends NDJSON would write them.
            lines = [json.dumps(record, ensure_ascii=False) for record in json.loads(body)] if body[:1] == b"[" else []
            yield "vega-datasets", f"{name}.ndjson", "json", "\n".join(lines or ["{}"]).encode()


def _wide():
    columns = range(200)
    row = ["", "1", "2.5", "2024-01-02", "2024-01-02T03:04:05Z", "true", "text", "-0"]
    lines = [[f"column{c}" for c in columns], *[[row[(c + r) % len(row) if r else c % 7] for c in columns] for r in (0, 0, 0)]]
    yield "wide", "columns_200.csv", "csv", "\n".join(map(",".join, lines)).encode()


def _map():
    """An object whose names are data, with more names than a struct may have."""
    records = [{"id": r, "m": {f"u{r}_{n}": [None, -0.0, 1, 2.5][n % 4] for n in range(700)}} for r in range(3)]
    yield "map", "map.ndjson", "json", "\n".join(map(json.dumps, records)).encode()


def _long():
    """A file that is longer than the readers' buffers, with a row end at every place where a buffer may end."""
    cells = ["a" * length + "\r\n" + "b" * (length % 7) for length in range(0, 3000, 2)]
    rows = [f'{number},"{cell}",x' for number, cell in enumerate(cells)]
    yield "generated csv", "long.csv", "csv", ("a,b,c\r\n" + "\r\n".join(rows)).encode()


def _generated():
    for seed in SEEDS:
        for name, family, body in generated_files(seed):
            yield f"generated {family}", f"{seed}-{name}", family, body


def _files():
    every = [*_corpus(), *_vega(), *_wide(), *_map(), *_long(), *_generated()]
    if WHOLE:
        return {name: (family, body) for _, name, family, body in every}
    taken = Counter()
    sample = {}
    for group, name, family, body in every:
        if group != "wide" and taken[group] % (3 if group.startswith("generated") else 12) == 0:
            sample[name] = (family, body)
        taken[group] += 1
    return sample


FILES = _files()


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """{name: what the profiler says about the file}."""
    folder = tmp_path_factory.mktemp("files")
    listed = []
    for number, (name, (family, body)) in enumerate(FILES.items()):
        path = folder / f"raw-{number}"
        path.write_bytes(body)
        key = f"raw/source=s/date={DATE}/01KB{number:022d}_{name.rpartition('/')[2]}"
        listed.append({"path": str(path), "key": key, "family": family})
    (folder / "list.json").write_text(json.dumps(listed))
    command = ["npx", "tsx", "test/spark/describe-files.ts", str(folder / "list.json"), str(folder)]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return dict(zip(FILES, json.loads(output), strict=True))


@pytest.fixture(scope="module")
def bucket(environment):
    name = f"t{uuid.uuid4().hex}"
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=name)
    return name


def input_files(of, bucket):
    """The file as its row describes it, and the same file with its canonical copy. Their objects are in the bucket."""
    s3 = boto3.client("s3", region_name="us-east-1")
    parts = []
    for number, part in enumerate(of["parts"]):
        key = of["row"]["key"].replace("raw/", "canonical/").partition("_")[0] + f"-a-{number}.ndjson.gz"
        with open(part["path"], "rb") as body:
            s3.put_object(Bucket=bucket, Key=key, Body=body)
        parts.append({"key": key, "bytes": part["bytes"], "records": part["records"]})
    ids = {"ingest_id": "1", "date": DATE, "version_id": "v", "etag": "e", "bytes": 1, "registry_version": "version#1"}
    row = {**ids, **of["row"], "canonical_parts": parts}
    copy = InputFile.from_row({**row, "reader": Reader.CANONICAL, "key": "the canonical copy"})
    return [copy] if row["reader"] == Reader.CANONICAL else [InputFile.from_row({**row, "canonical_parts": []}), copy]


def mismatches(found, expected):
    return [pair for pair in zip(found, expected) if pair[0] != pair[1]][:3]


@pytest.mark.parametrize("name", FILES)
def test_the_table_has_the_values_of_the_file(name, described, bucket, spark, tmp_path):
    family, body = FILES[name]
    of = described[name]
    assert of is not None, "the file was refused"
    files = input_files(of, bucket)
    boto3.client("s3", region_name="us-east-1").put_object(Bucket=bucket, Key=of["row"]["key"], Body=body)

    columns = read_columns(of["paths"])
    names = name_columns(closed_paths(columns), {})
    read = records(spark, bucket, Batch("s", DATE, tuple(files)), Layout(columns, names))
    read.coalesce(1).write.parquet(f"file://{tmp_path}/out")
    (written,) = (tmp_path / "out").glob("*.parquet")
    rows = parquet.read_table(written).to_pylist()

    truth = oracle.records(body, family, of["row"]["dialect"].get("delimiter"))
    expected = [{names[c.path]: oracle.typed(record.get(c.name), c, names) for c in columns} for record in truth]
    for file in files:
        mine = [row for row in rows if row[SOURCE_FILE] == file.key]
        assert [row for row in mine if row[BAD]] == []
        found = [{names[c.path]: oracle.comparable(row[names[c.path]], c, names) for c in columns} for row in mine]
        assert mismatches(found, expected) == []
        assert len(found) == len(expected) == of["row"]["records"]


def test_the_files_cover_every_way_of_being_read(described):
    rows = [of["row"] for of in described.values()]
    ways = Counter((row["reader"], row["dialect"].get("multiline"), row["dialect"]["compression"]) for row in rows)
    raw = {(Reader.SPARK_NDJSON, None), (Reader.SPARK_CSV, False), (Reader.SPARK_CSV, True)}
    assert {(*way, compression) for way in raw for compression in ("none", "gzip")} <= set(ways)
    assert sum(count for (reader, _, _), count in ways.items() if reader == Reader.CANONICAL) >= 5
