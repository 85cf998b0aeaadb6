"""Read web events from Kafka into raw, until it is stopped: `python -m plugins.intake`."""

import argparse
import logging
import signal
import sys
import threading
import time
from zoneinfo import ZoneInfo

from config import intake as intake_settings
from config import loop
from config.intake import IntakeSettings
from config.reading import ConfigError
from plugins.intake.reading import Intake
from plugins.intake.writing import Stream
from plugins.loader.errors import LoadError, said_plainly
from plugins.loader.night import loader_connection, reports_of


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM; 1, with one sentence on stderr, if something needs a person."""
    parser = argparse.ArgumentParser(prog="python -m plugins.intake", description=__doc__)
    parser.add_argument("--seconds", type=float, help="stop after so long; by default, run until stopped")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    is_asked_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_asked_to_stop.set())
    ends = time.monotonic() + chosen.seconds if chosen.seconds else float("inf")
    try:
        settings = intake_settings.load()
        stream = stream_of(settings)
        with said_plainly(f"topic {stream.topic}"), loader_connection() as connection:
            Intake(settings, stream, connection).run(lambda: not is_asked_to_stop.is_set() and time.monotonic() < ends)
    except (LoadError, ConfigError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def stream_of(settings: IntakeSettings) -> Stream:
    """The topic and the report that its messages are rows of.

    Raises
    ------
    LoadError
        There is no broker, no such channel or report, or the report isn't made of JSON events.
    """
    if settings.broker is None:
        raise LoadError("config/intake.yml names no broker, so there is nothing to read; set broker: host:port")
    reports = {report.name: report for report in reports_of(settings.channel)}
    report = reports.get(settings.report)
    if report is None:
        known = ", ".join(sorted(reports))
        raise LoadError(f"config/intake.yml: {settings.channel} has no report {settings.report!r}; it has {known}")
    if report.form != "jsonl" or report.entity or not report.equal_rows_are_one:
        raise LoadError(
            f"config/intake.yml: {settings.report} of {settings.channel} isn't made of events, one JSON object each"
        )
    return Stream(settings.topic, settings.channel, report, ZoneInfo(loop.load().timezone))


if __name__ == "__main__":
    sys.exit(main())
