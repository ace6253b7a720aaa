"""Runs pyarrow or genson on the files that its parent names. Each line in is a JSON array of tasks, each line out a JSON measurement."""

import json
import resource
import sys
import time


def pyarrow(path: str, file_format: str) -> None:
    if file_format == "csv":
        from pyarrow import csv

        csv.read_csv(path, read_options=csv.ReadOptions(use_threads=False), parse_options=csv.ParseOptions(newlines_in_values=True))
    else:
        from pyarrow import json as arrow_json

        arrow_json.read_json(path, read_options=arrow_json.ReadOptions(use_threads=False, block_size=16 << 20))


def genson(path: str, file_format: str) -> None:
    from genson import SchemaBuilder

    builder = SchemaBuilder()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            builder.add_object(json.loads(line))


def main() -> None:
    run = {"pyarrow": pyarrow, "genson": genson}[sys.argv[1]]
    for line in sys.stdin:
        tasks = json.loads(line)
        before = resource.getrusage(resource.RUSAGE_SELF)
        start = time.perf_counter()
        for task in tasks:
            run(task["path"], task["format"])
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        measured = {"cpuMillis": cpu * 1000, "wallMillis": (time.perf_counter() - start) * 1000, "peakMegabytes": after.ru_maxrss / 1024}
        print(json.dumps(measured), flush=True)


main()
