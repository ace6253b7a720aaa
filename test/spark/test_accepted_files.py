"""The table has the same values as the file, for every file that the profiler accepts and for every option of a source.

This tests a sample of the files, or all of them with WHOLE_CORPUS=1 in the environment.
"""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import oracle
import pytest
from declared_files import Declared, declared_files
from filling import Filling, Raw
from fixtures import ROOT
from generated_files import generated_files

from promotion.reading import scanner

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


def _declared():
    for seed in SEEDS:
        for file in declared_files(seed):
            yield f"declared {file.name.partition(' ')[0]}", Declared(f"{seed} {file.name}", file.family, file.body, file.plain, file.options)


def _files():
    undeclared = [(group, Declared(name, family, body, body)) for group, name, family, body in
                  (*_corpus(), *_vega(), *_wide(), *_map(), *_long(), *_generated())]
    every = [*undeclared, *_declared()]
    if WHOLE:
        return {file.name: file for _, file in every}
    taken = Counter()
    sample = {}
    for group, file in every:
        step = 3 if group.startswith("generated") else 5 if group.startswith("declared") else 12
        if group != "wide" and taken[group] % step == 0:
            sample[file.name] = file
        taken[group] += 1
    return sample


FILES = _files()


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """{name: what the profiler says about the file}."""
    folder = tmp_path_factory.mktemp("files")
    listed = []
    for number, file in enumerate(FILES.values()):
        path = folder / str(number)
        path.write_bytes(file.body)
        listed.append({"path": str(path), "declared": {"format": file.family, **file.options}})
    (folder / "list.json").write_text(json.dumps(listed))
    command = ["npx", "tsx", "test/spark/describe-files.ts", str(folder / "list.json")]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return dict(zip(FILES, json.loads(output), strict=True))


def read_by_promotion(file, of):
    """The bytes that promotion reads: those of the file, or those of the copy that the profiler makes of it."""
    return Path(of["copy"]).read_bytes() if "copy" in of else file.body


def mismatches(found, expected):
    return [pair for pair in zip(found, expected) if pair[0] != pair[1]][:3]


@pytest.mark.parametrize("piece_bytes", [1 << 20, 48], ids=["large pieces", "small pieces"])
@pytest.mark.parametrize("name", FILES)
def test_the_table_has_the_values_of_the_file(name, piece_bytes, described, monkeypatch):
    file, of = FILES[name], described[name]
    assert of is not None, "the file was refused"
    monkeypatch.setattr(scanner, "_PIECE_BYTES", piece_bytes)
    filling = Filling(of["paths"], [Raw(read_by_promotion(file, of), of["reading"])])
    assert filling.faults == [None]

    columns, names = filling.layout.columns, filling.layout.names
    markers = file.options.get("nullMarkers", ())
    truth = oracle.records(file.plain, file.family, of["reading"].get("delimiter"))
    expected = [{names[c.path]: oracle.typed(record.get(c.name), c, names, markers) for c in columns} for record in truth]
    found = [{names[c.path]: oracle.comparable(row[names[c.path]], c, names) for c in columns} for row in filling.rows]
    assert mismatches(found, expected) == []
    assert len(found) == len(expected) == of["records"] == filling.filled.records[filling.keys[0]]


def test_the_files_cover_every_part_of_a_reading_plan(described):
    plans = [of["reading"] for of in described.values()]
    assert {plan["encoding"] for plan in plans} == {"utf-8", "utf-16le", "utf-16be"}
    assert {(plan["format"], plan["compression"]) for plan in plans} == {(f, c) for f in ("json", "csv") for c in ("none", "gzip")}
    assert {plan["mark"] for plan in plans} == {0, 2, 3}
    for part in ("end", "bad", "null_markers", "fills", "nameless", "quote", "escape", "comment", "trims", "keeps_blank_rows"):
        assert any(part in plan for plan in plans), part
    assert {file.family for name, file in FILES.items() if "copy" in described[name]} == {"csv", "json"}
