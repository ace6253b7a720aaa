"""A process that runs one contender on the tasks that its parent names. Each line in is a JSON task, each line out a JSON answer."""

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

#: {contender: (module, function)}. A module is only imported by its own contenders, so that none pays for the packages of others.
CONTENDERS = {
    "bare": ("bare_spark", "with_schema"),
    "bare, tuned listing": ("bare_spark", "with_tuned_listing"),
    "bare, inference": ("bare_spark", "with_inference"),
    "DuckDB": ("duckdb_alone", "promote"),
    "job": ("job", "promote"),
    "values": ("values", "fingerprint"),
}


def main(name: str) -> None:
    # Spark and the job write to the standard output too. Only answers may go to the parent.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # The job's own package. Its pure parts tell every contender the types of the columns.
    sys.path.append(str(Path(__file__).resolve().parents[3] / "spark-assets" / "package"))
    module, function = CONTENDERS[name]
    run = getattr(importlib.import_module(module), function)
    for line in sys.stdin:
        try:
            answer = {"result": run(json.loads(line))}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


main(sys.argv[1])
