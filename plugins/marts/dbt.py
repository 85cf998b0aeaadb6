"""How dbt is run: in this process, so that it dies with us; its settings from ours, its files in the data folder."""

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from config import attribution, channels, loop
from plugins.channels import reports_of
from plugins.house.places import ROOT, data
from plugins.privacy.salt import print_of_salt, salt
from plugins.warehouse import url

log = logging.getLogger(__name__)

PROJECT = ROOT / "dbt_project"
_SOURCES = {".sql", ".yml", ".csv"}

KEPT = 3  # of one warehouse: made from nothing, following changes, described
_parsed: dict[str, Any] = {}


class MartsError(RuntimeError):
    """The marts can't be built: names the night, the model or test that failed, why, and the mend."""


def project_hash() -> str:
    """SHA-256 of all files of the dbt project, by path and content."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(PROJECT).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def made_of() -> tuple[str, dict[str, Any], str]:
    """What every table is made of besides the rows: the project, its settings, and a print of the salt of its keys."""
    return project_hash(), settings(), print_of_salt()


def docs_page() -> Path:
    """Where dbt's documentation of the warehouse stands, as one page."""
    return data() / "dbt" / "target" / "static_index.html"


def docs_are_current() -> bool:
    """Is dbt's documentation there, and younger than every file of the project?"""
    page = docs_page()
    return page.exists() and page.stat().st_mtime > max(path.stat().st_mtime for path in _sources())


def settings() -> dict[str, Any]:
    """What the project's SQL reads of `config/`, as dbt variables."""
    company, delivering = loop.load(), channels.load()
    known = dict(sorted(delivering.channels.items()))
    credit = attribution.load()
    return {
        "time_zone": company.timezone,
        "currency": company.currency,
        "rates_carried_days": company.rates_carried_days,
        "channels": {
            name: {
                "account_id": channel.account_id or name,
                "currency": channel.currency,
                "time_zone": channel.time_zone,
            }
            for name, channel in known.items()
        },
        "ad_dialects": sorted({channel.dialect for channel in known.values() if channel.kind == "paid"}),
        "totals_dialects": sorted(
            {
                channel.dialect
                for name, channel in known.items()
                if channel.kind == "paid" and any(one.name == "campaign_days" for one in reports_of(name, delivering))
            }
        ),
        "paid_channels": [name for name, channel in known.items() if channel.kind == "paid"],
        "web_channels": [name for name, channel in known.items() if channel.kind == "events"],
        "rates_channels": [name for name, channel in known.items() if channel.kind == "rates"],
        "quiet_channels": [
            name for name, channel in known.items() if channel.dialect == "offline" or channel.kind == "owned"
        ],
        "attribution_model": credit.model.value,
        "lookback_days": credit.lookback_days.default,
        "channel_lookbacks": [
            {"channel": name, "days": days} for name, days in sorted(credit.lookback_days.channels.items())
        ],
        "longest_lookback_days": max(credit.lookback_days.default, *credit.lookback_days.channels.values(), 0),
        "decay_weights": credit.decay_weights,
        "markov_order": credit.markov_order,
    }


def run(
    *arguments: str,
    decision_date: date,
    input_hash: str = "by hand",
    changed_since: dict[str, str | int] | None = None,
    connected: bool = True,
    only_what_changed: bool = False,
    check_everything: bool = True,
    place: str = "dbt",
) -> Any:
    """Run one dbt command for a night; returns dbt's result, or says what failed.

    Parameters
    ----------
    changed_since : dict, optional
        What the tables stand for: only what changed since is made anew.
    connected : bool
        Whether the command speaks to the warehouse; `parse` doesn't.
    only_what_changed : bool
        Whether attribution follows the changes too; see dbt_project/macros/changes.sql.
    check_everything : bool
        Whether the tests look at all rows, or at those that the night changed.
    place : str
        Where dbt's own files stand, below MIXLOOP_DATA.

    Raises
    ------
    MartsError
        dbt could not run, or a model or test of the night failed.
    """
    variables = {
        **settings(),
        "decision_date": decision_date.isoformat(),
        "input_hash": input_hash,
        "changed_since": changed_since,
        "only_what_changed": only_what_changed,
        "check_everything": check_everything,
    }
    connection = _connection() if connected else {}
    with _environment(connection):
        manifest = _manifest(variables, connection["DBT_DATABASE"]) if connected else None
        result = _invoke(arguments, variables, manifest, data() / place)
    if not result.success:
        raise MartsError(
            f"marts of {decision_date}: {_failure(result)}; all of it: {data() / place / 'logs' / 'dbt.log'}"
        )
    return result.result


def _invoke(arguments: Iterable[str], variables: dict[str, Any], manifest: Any, place: Path) -> Any:
    from dbt.cli.main import dbtRunner

    place.mkdir(parents=True, exist_ok=True)
    return dbtRunner(manifest=manifest, callbacks=[_tell]).invoke([
        *arguments,
        "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
        "--target-path", str(place / "target"), "--log-path", str(place / "logs"),
        "--vars", json.dumps(variables), "--log-level", "none", "--log-level-file", "debug", "--no-use-colors",
    ])  # fmt: skip


def _manifest(variables: dict[str, Any], database: str) -> Any:
    """The project as dbt parsed it; None if it can't, which the command will then say.

    Parsing takes longer than the build of a small night, and of all variables those of the night aren't in it: SQL is rendered when a
    model runs. So one process parses once for its commands. dbt writes into what it is given, so each command has a copy.
    """
    of_the_night = {"decision_date": None, "input_hash": None, "changed_since": bool(variables["changed_since"])}
    key = json.dumps([project_hash(), database, variables | of_the_night])
    if key not in _parsed:
        parsed = _invoke(["parse"], variables, None, data() / "dbt")
        if not parsed.success:
            return None
        if len(_parsed) == KEPT:
            _parsed.pop(next(iter(_parsed)))
        _parsed[key] = parsed.result
    return _parsed[key].deepcopy()


def _sources() -> list[Path]:
    return [path for path in PROJECT.rglob("*") if path.suffix in _SOURCES]


def _failure(result: Any) -> str:
    """The first node that failed and why, or why dbt could not run at all."""
    if result.exception is not None:
        return f"dbt could not run: {_one_line(str(result.exception))}; mend what it names and run the night again"
    failed = [node for node in result.result.results if node.status in ("error", "fail", "runtime error")]
    if not failed:
        return "dbt failed without naming a node; read its log and run the night again"
    first = failed[0]
    kind, path = first.node.resource_type, f"dbt_project/{first.node.original_file_path}"
    others = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    mend = (
        "the rows it finds are wrong at their source: look at the delivery they came from"
        if first.status == "fail"
        else "mend the model, or the delivery that it chokes on"
    )
    return f"{kind} {first.node.name}{others} in {path}: {_one_line(first.message or '')}; {mend}; then run it again"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:600]


def _tell(event: Any) -> None:
    """One line of our log for each line that dbt means for people."""
    if event.info.level in ("info", "warn", "error") and event.info.msg.strip():
        level = {"info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}[event.info.level]
        log.log(level, "%s", event.info.msg)


def _connection() -> dict[str, str]:
    """The variables that profiles.yml reads, and what each of dbt's sessions is set to."""
    warehouse = urlsplit(url("dbt"))
    session = {
        "timezone": "UTC",
        "work_mem": "128MB",
        "synchronous_commit": "off",  # the stage's row, written after, makes all of it durable at once
        "lock_timeout": "120s",
        "mixloop.salt": salt(),
    }
    return {
        "DBT_HOST": warehouse.hostname or "",
        "DBT_PORT": str(warehouse.port or 5432),
        "DBT_USER": unquote(warehouse.username or ""),
        "DBT_ENV_SECRET_PASSWORD": unquote(warehouse.password or ""),
        "DBT_DATABASE": warehouse.path.lstrip("/"),
        "PGOPTIONS": " ".join(f"-c {name}={_escaped(value)}" for name, value in session.items()),
    }


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """These environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
