"""Runs one program on the tasks that the parent process names. Each line in is a JSON task, each line out a JSON answer.

    worker.py MODULE FUNCTION
"""

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

def main(module: str, function: str) -> None:
    # Spark and the job write to the standard output too. Only answers may go to the parent.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # The job's own package. Its pure parts tell every contender the types of the columns.
    sys.path.append(str(Path(__file__).resolve().parents[3] / "spark-assets" / "package"))
    # Only now, so that no process loads the packages of another program.
    run = getattr(importlib.import_module(module), function)
    for line in sys.stdin:
        try:
            answer = {"result": run(json.loads(line))}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


main(*sys.argv[1:])
