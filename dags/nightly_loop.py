"""# Nightly loop

From last night's deliveries to tomorrow's plan: load every channel, doubt the deliveries, align them in the warehouse, doubt
the marts, learn what spend causes, allocate inside the guardrails, publish, e-mail.

**One run is one night.** The day it plans for is the *decision date*: the form's, else the day of the logical date. Start it by
hand with the form, or backfill a range of days; runs of the same night are safe to repeat and change nothing unless their
inputs changed.

**If it is red.** A red `load` freezes that channel at its last approved budget; the others move, and the e-mail names the
file. Anything else red: the last approved plan stands, `hold_last_plan` has told people so, and the task's log ends with one
sentence that names the cause and the mend. Mend it, then clear the red task with everything downstream.

**A verdict is not a failure.** A night that the gate stopped is green: the fit is skipped, the plan says *hold* and why.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from airflow.sdk import (
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    dag,
    task,
)

from config import channels, loop
from plugins import tasks
from plugins.errors import PassingFault

SETTINGS = loop.load()
ZONE = ZoneInfo(SETTINGS.timezone)

# Try again what a moment can mend; give up at once on what a second try can't change.
TRY_AGAIN = ExceptionRetryPolicy(
    [
        RetryRule(
            [ConnectionError, TimeoutError, PassingFault, "psycopg2.OperationalError"],
            action=RetryAction.RETRY, retry_delay=timedelta(seconds=20), reason="the other side may be back in a moment",
        ),
        RetryRule(Exception, action=RetryAction.FAIL, reason="the same input would fail again"),
    ]
)  # fmt: skip


@dag(
    schedule=CronTriggerTimetable(SETTINGS.schedule, timezone=SETTINGS.timezone),
    start_date=datetime(2025, 1, 1, tzinfo=ZONE),
    end_date=SETTINGS.scheduled_until and datetime.combine(SETTINGS.scheduled_until, time.max, ZONE),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "marketing data", "retries": 3, "retry_delay": timedelta(seconds=20), "retry_policy": TRY_AGAIN},
    tags=["plan"],
    params={
        "decision_date": Param(None, type=["null", "string"], format="date", title="Decision date",
                               description="The day to plan for; empty: the day of the run's logical date"),
        "channels": Param(None, type=["null", "array"], examples=sorted(channels.load().channels), title="Channels",
                          description="Load only these; empty: all of config/channels.yml"),
        "dry_run": Param(False, type="boolean", title="Dry run",
                         description="Show the plan in the log of `allocate`; store, publish and send nothing"),
    },
    doc_md=__doc__,
)  # fmt: skip
def nightly_loop():
    @task(doc_md="Says which night this run is. Every later task works on this day and on nothing else.")
    def decision_date(params=None, logical_date=None) -> str:
        return tasks.decision_date(params, logical_date, SETTINGS.timezone).isoformat()

    @task(doc_md="Which channels this night pulls.")
    def pick_channels(params=None) -> list[str]:
        return tasks.channels_of_the_night(params["channels"])

    @task(pool="channels", map_index_template="{{ task.op_kwargs['channel'] }}",
          doc_md="Loads one channel's deliveries. Red: this channel is frozen at its last approved budget. Safe to clear.")  # fmt: skip
    def load(channel: str, day: str) -> dict:
        return tasks.load(channel, day)

    @task(pool="warehouse", trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
          doc_md="Doubts the deliveries; writes gate.results and gate.verdicts. Safe to clear.")  # fmt: skip
    def doubt_deliveries(day: str) -> dict:
        return tasks.doubt_deliveries(day)

    @task(pool="warehouse", doc_md="One `dbt build` as of this night. Red: the log names the model. Safe to clear.")
    def build_marts(day: str) -> dict:
        return tasks.build_marts(day)

    @task(
        pool="warehouse",
        doc_md="Doubts the marts, completeness first; what passes is published for people to read, at once. Safe to clear.",
    )
    def doubt_marts(day: str, params=None) -> dict:
        return tasks.doubt_marts(day, params["dry_run"])

    @task(pool="model", doc_md="Learns what spend causes. Skipped when the gate stopped the night. Safe to clear.")
    def update_posterior(day: str) -> dict:
        return tasks.update_posterior(day)

    @task(pool="model", trigger_rule=TriggerRule.NONE_FAILED,
          doc_md="Tomorrow's budgets inside the guardrails, as rows of plan.plans and plan.plan_lines. Safe to clear.")  # fmt: skip
    def allocate(day: str, params=None) -> dict:
        return tasks.allocate(day, params["dry_run"])

    @task(doc_md="Writes the activation file from plan.active. Safe to clear.")
    def publish(day: str, params=None) -> dict:
        return tasks.publish(day, params["dry_run"])

    @task(doc_md="Sends the night's one e-mail; a plan version that was sent is never sent again.")
    def send_mail(day: str, params=None, dag_run=None) -> dict:
        return tasks.mail(day, dag_run.run_id, params["dry_run"])

    @task(trigger_rule=TriggerRule.ONE_FAILED, retries=1,
          doc_md="Runs only if a stage failed: the last approved plan stands and the e-mail names the cause.")  # fmt: skip
    def hold_last_plan(day: str, dag_run=None, ti=None) -> dict:
        return tasks.hold_after_failure(day, tasks.failed_tasks(dag_run, ti), dag_run.run_id)

    @task(trigger_rule=TriggerRule.ALL_DONE, retries=0,
          doc_md="Red when any stage but a channel's load failed, so that a held night never looks green.")  # fmt: skip
    def night_is_whole(dag_run=None, ti=None) -> None:
        if failed := tasks.failed_tasks(dag_run, ti):
            raise RuntimeError(f"{', '.join(failed)} failed: the last approved plan stands; see their logs")

    day = decision_date()
    loaded = load.partial(day=day).expand(channel=pick_channels())
    doubted = doubt_deliveries(day)
    built = build_marts(doubted["day"])
    believed = doubt_marts(built["day"])
    learned, planned = update_posterior(believed["day"]), allocate(believed["day"])
    sent = send_mail(publish(planned["day"])["day"])
    held = hold_last_plan(day)

    loaded >> doubted
    learned >> planned
    sent >> held
    [sent, held] >> night_is_whole()


nightly_loop()
