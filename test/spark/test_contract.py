"""Names that the job shares with the constructs and the functions, whose home is ``src/contract.ts``."""

import re
from pathlib import Path

from promotion import metrics

CONTRACT = (Path(__file__).parents[2] / "src" / "contract.ts").read_text(encoding="utf-8")


def test_the_job_emits_metrics_under_the_names_that_alarms_watch():
    block = CONTRACT[CONTRACT.index("export const Metric"):]
    shared = dict(re.findall(r"^  ([A-Z_]+): '(.*)',$", block[: block.index("} as const")], re.MULTILINE))
    own = {name: value for name, value in vars(metrics).items() if name.isupper() and isinstance(value, str) and not name.startswith("_")}
    assert own and own == {name: shared[name] for name in own}
