"""A night's marts on Spark, from nothing: `.venv-spark/bin/python -m plugins.marts.spark 2026-03-02` (docs/scale.md)"""

import argparse
import json
import logging
import sys
from datetime import date

from config.reading import ConfigError
from plugins.marts.dbt import MartsError
from plugins.marts.spark import build_on_spark
from plugins.privacy.errors import PrivacyError
from plugins.warehouse import WarehouseError


def main(arguments: list[str] | None = None) -> int:
    """Build; 1 with one sentence on stderr if it can't be done."""
    parser = argparse.ArgumentParser(prog="python -m plugins.marts.spark", description=__doc__)
    parser.add_argument("decision_date", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--cores", type=int, default=2, help="tasks at a time (default: 2)")
    parser.add_argument("--memory", default="3g", help="what Spark's process may use (default: 3g)")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for talkative in ("py4j", "pyspark"):
        logging.getLogger(talkative).setLevel(logging.ERROR)
    try:
        print(json.dumps(build_on_spark(chosen.decision_date, cores=chosen.cores, memory=chosen.memory)))
    except (MartsError, WarehouseError, ConfigError, PrivacyError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


sys.exit(main())
