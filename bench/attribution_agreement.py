"""Do public libraries make the same of the same journeys? Markov and Shapley, channel by channel and month by month.

`python -m bench.attribution_agreement` fills a small warehouse, runs the project's own models there, installs the libraries of
`attribution_peers.txt` into an environment of their own, and writes `docs/results/attribution_agreement.md`.
"""

import json
import subprocess
import sys
import tempfile
import venv
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import results
from bench.warehouse_attribution import MODELS, TABLES, warehouse
from plugins.marts import dbt
from tests.attribution_oracle import World
from tests.attribution_world import CHANNELS, LAST_DAY, SETTINGS, a_world, fill

SEED, VISITORS, FEW = 20261127, 2_000, CHANNELS[:7]
SALE = (
    420 * 10**9
)  # micros of a sale: so many that the whole micros of a day say nothing, and seven channels share it evenly
HERE = Path(__file__).parent
TOLERANCE = 1e-9
# What each library's figure is compared with: a query of ours by month and channel.
OURS = {
    "removal_effect": "select month, channel, removal_effect from marts.fct_removal_effects",
    "markov": "select month, channel, sum(markov_micros) / {sale}.0 from intermediate.int_credits__by_day"
    " where channel <> 'unattributed' group by month, channel",
    "shapley_sets": "select month, channel, sum(shapley_micros) / {sale}.0 from marts.fct_attribution"
    " where channel <> 'unattributed' group by month, channel",
}
OURS["shapley_definition"] = OURS["shapley_sets"]
WORDS = {
    "removal_effect": ("removal effect, order 1", "marketing-attribution-models 2.1.1"),
    "markov": ("Markov credit, sales", "marketing-attribution-models 2.1.1"),
    "shapley_sets": ("Shapley value, sales", "shapley-attribution 2.1.0"),
    "shapley_definition": ("Shapley value, sales", "coopgt 0.0.3, all orders of the channels"),
}


def main() -> int:
    """Compare and write the page; 0 if all agree to the ninth decimal."""
    world = a_world(SEED, VISITORS, FEW)
    # Every sale is worth the same, so that credited revenue counts sales, as the libraries do.
    world.orders = [replace(order, net=SALE if order.net > 0 else 0) for order in world.orders]
    ours, theirs = _ours(world), _theirs(world)
    lines = ["| figure | library | compared | largest difference |", "|---|---|---:|---:|"]
    worst = 0.0
    for name, (figure, library) in WORDS.items():
        apart = [
            abs(value - theirs[month][name].get(channel, 0.0)) / max(1.0, abs(value))
            for month, channel, value in ours[name]
        ]
        worst = max(worst, *apart)
        lines.append(f"| {figure} | {library} | {len(apart)} | {max(apart):.1e} |")
    sales = sum(order.net > 0 for order in world.sales())
    page = "\n".join([
        f"{len(world.visits):,} visits of {len(FEW)} channels, {sales:,} sales, in {len(theirs)} months, seed {SEED}; "
        "each figure by month and channel, differences relative above 1.", "", *lines,
    ])  # fmt: skip
    print(page)
    results.write("attribution_agreement", "Attribution agrees with public libraries", page)
    return 0 if worst <= TOLERANCE else 1


def _ours(world: World) -> dict[str, list[tuple[str, str, float]]]:
    """Our figures by name: month, channel, value."""
    with warehouse() as owner, owner.cursor() as cursor:

        def rows(statement: str, *values: Any) -> list[tuple]:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

        rows("set role mixloop_dbt")
        rows(TABLES)
        fill(rows, world)
        known = dbt.settings()
        dbt.settings = lambda: {**known, **SETTINGS, "markov_order": 1}
        dbt.run("run", "--select", *MODELS, decision_date=LAST_DAY)
        return {
            name: [(str(month), channel, float(value)) for month, channel, value in rows(query.format(sale=SALE))]
            for name, query in OURS.items()
        }


def _theirs(world: World) -> dict[str, dict[str, dict[str, float]]]:
    """The libraries' figures by month, name and channel."""
    told = {str(month): journeys for month, journeys in world.journeys().items()}
    with tempfile.TemporaryDirectory(prefix="mixloop-peers-") as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        requirements = str(HERE / "attribution_peers.txt")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", requirements], check=True)
        ran = subprocess.run(
            [python, str(HERE / "attribution_peers.py")],
            input=json.dumps(told),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(ran.stdout)


if __name__ == "__main__":
    sys.exit(main())
