"""What the tasks of a night do: small values in and out, heavy imports inside, one resolver of the decision date.

Each task hands on the day it worked for, so that the next one needs nothing else.

A verdict is a result and never a failure: a stopped night skips the fit and keeps the last approved plan. A failure is what
could not be answered; it keeps the last approved plan too, and the run turns red.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

log = logging.getLogger(__name__)


class DecisionDateError(ValueError):
    """A run that doesn't say which night it is, or says something that is no date."""


def decision_date(params: Mapping[str, Any], logical_date: datetime | None, timezone: str) -> date:
    """The day that this run plans for: the form's date, else the business day of the logical date.

    Raises
    ------
    DecisionDateError
        Neither is there (a run that an asset started has no logical date), or the form's date is no date.
    """
    asked = params.get("decision_date")
    if asked:
        try:
            return date.fromisoformat(asked)
        except ValueError:
            raise DecisionDateError(f"decision_date is {asked!r}; write it like 2026-03-02") from None
    if logical_date is None:
        raise DecisionDateError("this run has no logical date and no decision_date; fill decision_date in the form")
    from zoneinfo import ZoneInfo

    return logical_date.astimezone(ZoneInfo(timezone)).date()


def channels_of_the_night(asked: list[str] | None) -> list[str]:
    """Channels to pull: those that the form names, else all of `config/channels.yml`; a broken settings file ends the night here."""
    import config
    from config import channels

    config.check()
    known = list(channels.load().channels)
    unknown = sorted(set(asked or []) - set(known))
    if unknown:
        raise ValueError(f"unknown channels {', '.join(unknown)}; config/channels.yml has {', '.join(known)}")
    return asked or known


def load(channel: str, day: str) -> dict[str, Any]:
    """Load what the channel delivered up to the decision date."""
    from plugins.loader import load_channel

    return load_channel(channel, date.fromisoformat(day))


def channels_of_the_event(extras: list[Mapping[str, Any]]) -> list[str]:
    """Channels that the events of a run name: the watcher in its payload, whoever speaks by REST in `channels`; none named, all."""
    asked: set[str] = set()
    for extra in extras:
        named = (extra.get("payload") or extra).get("channels")
        if not named:
            return channels_of_the_night(None)
        asked |= set(named)
    return channels_of_the_night(sorted(asked))


def load_arrived(channel: str) -> dict[str, Any]:
    """Load what came for a channel, for whichever night it is."""
    from plugins.loader import load_arrived as load

    return load(channel)


def night_to_replan(loads: list[Mapping[str, Any]]) -> str | None:
    """The newest night, if these loads changed what it knows; None if its plan stands on what is known."""
    from plugins.marts.build import overtaken_night

    nights = [load["first_night"] for load in loads if load and load["first_night"]]
    night = overtaken_night(date.fromisoformat(min(nights))) if nights else None
    if night is None:
        log.info("no night that was planned knows anything else: nothing to plan again")
        return None
    log.info("what was known on %s has changed: that night is planned again", night)
    return night.isoformat()


def doubt_deliveries(day: str) -> dict[str, Any]:
    """The raw gate: did everybody deliver, and can it be true? Files that nobody knows are noted first."""
    from plugins import gate
    from plugins.loader import unknown_files

    for stray in unknown_files(date.fromisoformat(day)):
        log.warning("%s: %s", stray["path"], stray["reason"])
    return {"day": day, "verdicts": gate.doubt_deliveries(date.fromisoformat(day))}


def build_marts(day: str) -> dict[str, Any]:
    """One dbt build, as of the decision date; dbt's page of the warehouse with the first build of a project."""
    from plugins.marts import build_marts as build
    from plugins.marts import describe_marts

    summary = build(date.fromisoformat(day))
    describe_marts()
    return {"day": day} | summary


def doubt_marts(day: str, dry_run: bool = False) -> dict[str, Any]:
    """The mart gate: is the panel complete, and does it look like this market? What passes is published, unless the run is dry."""
    from plugins import gate
    from plugins.marts import publish_marts

    verdicts = gate.doubt_marts(date.fromisoformat(day))
    readers = {"published": False, "why": "a dry run"} if dry_run else publish_marts(date.fromisoformat(day))
    return {"day": day, "verdicts": verdicts, "readers": readers}


def update_posterior(day: str) -> dict[str, Any]:
    """Fit the response model; a stopped night learns nothing and is skipped."""
    from airflow.sdk.exceptions import AirflowSkipException

    from plugins import fitting, gate

    if gate.night_is_stopped(date.fromisoformat(day)):
        raise AirflowSkipException("the gate stopped this night: the last approved plan stands, nothing is fitted")
    return {"day": day} | fitting.update_posterior(date.fromisoformat(day))


def allocate(day: str, dry_run: bool = False) -> dict[str, Any]:
    """Allocate inside the guardrails and store the plan; a dry run shows it in this log and stores nothing."""
    from plugins import planning

    plan = planning.show_only if dry_run else planning.allocate_and_store
    return {"day": day} | plan(date.fromisoformat(day))


def publish(day: str, dry_run: bool = False) -> dict[str, Any]:
    """Write the file that the platforms take, from the plan that is active."""
    from airflow.sdk.exceptions import AirflowSkipException

    from plugins import planning

    if dry_run:
        raise AirflowSkipException("dry run: nothing is published")
    return {"day": day, "file": str(planning.write_activation(date.fromisoformat(day)))}


def mail(day: str, run_id: str | None = None, dry_run: bool = False) -> dict[str, Any]:
    """Send the night's one e-mail, with a link to the run."""
    from airflow.sdk.exceptions import AirflowSkipException

    from plugins.mail import send_plan

    if dry_run:
        raise AirflowSkipException("dry run: nothing is sent")
    return {"day": day} | send_plan(date.fromisoformat(day), run_id)


def hold_after_failure(day: str, failed: list[str], run_id: str | None = None) -> dict[str, Any]:
    """A stage failed: the last approved plan stands, and people are told so."""
    from plugins import planning
    from plugins.mail import send_failure

    cause = f"{', '.join(failed)} failed" if failed else "a stage failed"
    held = planning.hold(date.fromisoformat(day), cause)
    return held | send_failure(date.fromisoformat(day), cause, run_id)


def failed_tasks(run: Any, instance: Any) -> list[str]:
    """Names of this run's tasks that failed, without the channels' loads: a channel that fails is frozen, not the night."""
    states = instance.get_task_states(dag_id=run.dag_id, run_ids=[run.run_id])[run.run_id]
    return sorted(task for task, state in states.items() if state == "failed" and not task.startswith("load"))
