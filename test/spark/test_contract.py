"""Names that the job shares with the constructs and the functions, whose home is ``src/contract.ts``."""

import re
from pathlib import Path

import pytest

from promotion.aws import metrics
from promotion.cli import parse
from promotion.store import keys as job_keys

CONTRACT = (Path(__file__).parents[2] / "src" / "contract.ts").read_text(encoding="utf-8")

_REQUIRED = (
    "--run",
    "--raw-bucket",
    "--curated-bucket",
    "--registry-table",
    "--ledger-table",
    "--database",
    "--source-config",
    "--metric-namespace",
    "--region",
)


def block(name):
    text = CONTRACT[CONTRACT.index(f"export const {name}") :]
    return dict(re.findall(r"^  ([A-Z_]+): '(.*)',$", text[: text.index("} as const")], re.MULTILINE))


def test_the_job_finds_the_life_of_a_version_where_the_functions_keep_it():
    keys = block("TableKey")
    names = ("VERSION_PREFIX", "FACTS_PREFIX", "LIFE_SUFFIX")
    assert {name: getattr(job_keys, name) for name in names} == {name: keys[name] for name in names}
    assert job_keys.life_key("version#2026-11-24T08:00:00.000Z") == "facts#2026-11-24T08:00:00.000Z#life"


def test_the_job_emits_metrics_under_the_names_that_alarms_watch():
    shared = block("Metric")
    own = {name: value for name, value in vars(metrics).items() if name.isupper() and isinstance(value, str) and not name.startswith("_")}
    assert own and own == {name: shared[name] for name in own}


def test_the_job_is_told_how_many_cores_there_are():
    arguments = [part for name in _REQUIRED for part in (name, "x")]
    assert parse([*arguments, "--cores", "8"]).cores == 8
    for cores in ("0", "-1", "many"):
        with pytest.raises(SystemExit):
            parse([*arguments, "--cores", cores])
    with pytest.raises(SystemExit):
        parse(arguments)


def test_the_job_takes_exactly_the_arguments_that_it_is_started_with():
    block = CONTRACT[CONTRACT.index("export const JobArgument"):]
    shared = re.findall(r"^  [A-Z_]+: '(--.*)',$", block[: block.index("} as const")], re.MULTILINE)
    assert sorted(shared) == sorted([*_REQUIRED, "--cores"])
