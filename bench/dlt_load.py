"""What dlt does with the same file, by each of its two paths; runs in an environment of its own, in which nothing of ours is.

`python dlt_load.py <rows|arrow> <file.csv> <url of a database>` prints seconds, those of its own CPU and peak memory in MiB as JSON.
"""

import csv
import json
import resource
import sys
import time
from pathlib import Path

import dlt


def rows(path):
    """The default path: dicts of text, of which dlt infers nothing but text."""
    with Path(path).open(newline="") as file:
        yield from csv.DictReader(file)


def arrow(path):
    """The fast path: Arrow tables, typed by Arrow."""
    from pyarrow import csv as arrow_csv

    yield from arrow_csv.open_csv(path, read_options=arrow_csv.ReadOptions(block_size=8 << 20))


def main(way, path, url):
    """Load the file once, into a dataset of its own."""
    pipeline = dlt.pipeline(f"ad_geo_days_{way}", destination=dlt.destinations.postgres(url), dataset_name=f"by_{way}")
    resource_of = dlt.resource(arrow if way == "arrow" else rows, name="ad_geo_days")
    began, used = time.perf_counter(), time.process_time()
    pipeline.run(resource_of(path), **({"loader_file_format": "csv"} if way == "arrow" else {}))
    seconds, used = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "own_cpu": used, "peak_mib": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
