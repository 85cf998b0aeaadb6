"""# Export arrival

Loads a file as soon as it lies in the landing zone, by the same loader as the night: `<channel>/<day>/<report>…`, whole or in parts.
What the night finds loaded already costs it nothing.

**What starts it.** A watcher on the landing zone, which looks every half minute and waits until a file has stopped growing; or an
event of the asset `landing_zone` by REST, with `{"channels": ["meta"]}` as its extra (no channels: all). It is paused at first:
unpause it when your platforms deliver during the day.

**A late or restated file.** If the newest planned night would know something else by it, `nightly_loop` is started for that night:
it changes what it must, as a new version beside the old, and nothing if nothing changed. Nights before it keep their plans.

**If it is red.** A red `load` could not reach the landing zone or the warehouse, or a settings file is broken: its log names the
mend. Safe to clear. A file that can't be used is no failure: it waits in quarantine, and the night that lacks it says so.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Asset, AssetWatcher, ExceptionRetryPolicy, RetryAction, RetryRule, TriggerRule, dag, task

from config import loop
from plugins import tasks
from plugins.arrival import LandingTrigger
from plugins.errors import PassingFault

ZONE = ZoneInfo(loop.load().timezone)
LANDING_ZONE = Asset("landing_zone", watchers=[AssetWatcher(name="files", trigger=LandingTrigger(every=30.0))])

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
    schedule=[LANDING_ZONE],
    start_date=datetime(2025, 1, 1, tzinfo=ZONE),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=True,
    default_args={"owner": "marketing data", "retries": 3, "retry_delay": timedelta(seconds=20), "retry_policy": TRY_AGAIN},
    tags=["load"],
    doc_md=__doc__,
)  # fmt: skip
def export_arrival():
    @task(doc_md="Which channels the events name.")
    def pick_channels(triggering_asset_events=None) -> list[str]:
        events = [event for group in (triggering_asset_events or {}).values() for event in group]
        return tasks.channels_of_the_event([event.extra for event in events])

    @task(pool="channels", map_index_template="{{ task.op_kwargs['channel'] }}",
          doc_md="Loads what came for one channel. Red: the other side is away. Safe to clear.")  # fmt: skip
    def load(channel: str) -> dict:
        return tasks.load_arrived(channel)

    @task.short_circuit(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
                        doc_md="The newest planned night, if it knows something else now; else the run ends here.")  # fmt: skip
    def night_to_replan(loads: list[dict]) -> str | None:
        return tasks.night_to_replan(list(loads))

    night = night_to_replan(load.expand(channel=pick_channels()))
    replan = TriggerDagRunOperator(
        task_id="replan",
        trigger_dag_id="nightly_loop",
        logical_date=None,
        conf={"decision_date": "{{ ti.xcom_pull(task_ids='night_to_replan') }}"},
        doc_md="Starts `nightly_loop` for that night. Safe to clear.",
    )
    night >> replan


export_arrival()
