"""Do the intervals of channel iROAS cover the sealed truth? (`make prove-coverage`)

For each seed a market of its own: created, its files delivered, loaded, built into marts and fitted exactly as on a night.
Only then is the truth revealed, and compared with what the fit wrote into model.channel_effects.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench import results

NIGHT = date(2026, 3, 2)
SEEDS = (1, 2, 3, 4, 5)
GOAL = (0.65, 0.95)  # of intervals that say 80 %: what 35 pairs can tell from 80 % at all
Believed = dict[tuple[str, str], tuple[float, float, float]]  # mean, low, high by window and channel
WINDOW_NAMES = {"all": "history", "90": "90 days", "28": "28 days"}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One channel of one market over one window: what was believed, and what was so."""

    seed: int
    window: str
    channel: str
    truth: float
    mean: float
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the truth lies inside."""
        return self.low <= self.truth <= self.high


def main() -> int:
    """Measure, print, write the page; 0 if the share of covered pairs is inside the goal."""
    parser = argparse.ArgumentParser(prog="python -m bench.coverage", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS), help="markets to make (default: 1 to 5)")
    parser.add_argument("--world", default="default", help="family of the markets")
    parser.add_argument("--page", default="coverage", help="name of the page below docs/results")
    options = parser.parse_args()
    pairs, seconds, samplers = [], {}, {}
    with tempfile.TemporaryDirectory(prefix="mixloop-coverage-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as another user
        for seed in options.seeds:
            started = time.monotonic()
            prepare(Path(folder), options.world, seed)
            samplers[seed], believed = fit_and_read()
            seconds[seed] = time.monotonic() - started
            pairs += compare(seed, believed, reveal(Path(folder), seed))
            for pair in pairs:
                if pair.seed == seed and pair.window == "all":
                    print(_row(pair), flush=True)
        stop(Path(folder))
    share = covered_share(pairs, "all")
    print(
        f"covered: {share:.0%} of {sum(pair.window == 'all' for pair in pairs)} channel x seed pairs (80 % intervals)"
    )
    page = results.write(
        options.page, "Do the intervals of iROAS cover the truth?", _body(options, pairs, seconds, samplers)
    )
    print(f"written: {page}")
    return 0 if GOAL[0] <= share <= GOAL[1] else 1


def prepare(folder: Path, world: str, seed: int) -> None:
    """A market's first night, up to the marts, in a warehouse of its own; the environment points to it afterwards."""
    home, landing = folder / f"market_{seed}", folder / f"landing_{seed}"
    os.environ |= {
        "MARKET_KEY": str(folder / "key"), "MIXLOOP_LANDING": str(landing), "MIXLOOP_DATA": str(folder / f"data_{seed}"),
    }  # fmt: skip
    _market("create", "--home", str(home), "--world", world, "--seed", str(seed))
    _market("deliver", "--home", str(home), "--night", str(NIGHT), "--landing", str(landing))
    from config import channels
    from plugins.loader.night import load_channel
    from plugins.marts import build_marts
    from plugins.warehouse.install import install, new_passwords

    os.environ |= install(_server(folder), f"seed_{seed}", new_passwords())
    for channel in channels.load().channels:
        load_channel(channel, NIGHT)
    build_marts(NIGHT)


def fit_and_read() -> tuple[dict[str, Any], Believed]:
    """Fit the night; what the sampler says, and iROAS (mean, low, high) by window and channel as the tables hold it."""
    from plugins.fitting import update_posterior
    from plugins.warehouse import connect

    summary = update_posterior(NIGHT)
    query = (
        "select window_days, channel, iroas_mean, iroas_low, iroas_high from model.channel_effects where fit_id = %s"
    )
    with closing(connect("loop")) as connection, connection.cursor() as cursor:
        cursor.execute(query, (summary["fit_id"],))
        rows = cursor.fetchall()
    longest = max(days for days, *_ in rows)
    found = {
        ("all" if days == longest else str(days), str(channel)): (float(mean), float(low), float(high))
        for days, channel, mean, low, high in rows
    }
    return summary["sampler"], found


def reveal(folder: Path, seed: int) -> dict[tuple[str, str], float]:
    """The sealed iROAS by window and channel."""
    told = json.loads(_market("reveal", "--home", str(folder / f"market_{seed}")))
    return {
        (window, channel): numbers["iroas"]
        for window, content in told["windows"].items()
        for channel, numbers in content["channels"].items()
    }


def compare(seed: int, believed: Believed, truth: dict[tuple[str, str], float]) -> list[Pair]:
    """Belief and truth, side by side; a channel that either side doesn't know is an error."""
    if believed.keys() != truth.keys():
        raise SystemExit(f"seed {seed}: fit and market disagree about {sorted(believed.keys() ^ truth.keys())}")
    return [
        Pair(seed=seed, window=window, channel=channel, truth=truth[window, channel], mean=mean, low=low, high=high)
        for (window, channel), (mean, low, high) in sorted(believed.items())
    ]


def covered_share(pairs: list[Pair], window: str) -> float:
    """Share of a window's pairs whose interval holds the truth."""
    chosen = [pair.covered for pair in pairs if pair.window == window]
    return sum(chosen) / len(chosen)


def stop(folder: Path) -> None:
    """Stop the server that `prepare` started."""
    _cluster(folder).stop()


def _market(*arguments: str) -> str:
    ran = subprocess.run([sys.executable, "-m", "market", *arguments], cwd=results.ROOT, capture_output=True, text=True)
    if ran.returncode != 0:
        raise SystemExit(f"python -m market {' '.join(arguments)}: {ran.stderr.strip()}")
    return ran.stdout


def _server(folder: Path) -> str:
    cluster = _cluster(folder)
    cluster.start()
    return str(cluster.url)


def _cluster(folder: Path) -> Any:
    """The run's one server; its port and password are kept beside it."""
    from plugins.house.places import read_env, write_env
    from plugins.house.postgres import Cluster, free_port, new_password

    known = folder / "server.env"
    if not known.exists():
        write_env(known, {"PORT": str(free_port(56000 + os.getpid() % 900)), "PASSWORD": new_password()})
    kept = read_env(known)
    return Cluster(folder=folder / "postgres", port=int(kept["PORT"]), password=kept["PASSWORD"])


def _row(pair: Pair) -> str:
    return (
        f"seed {pair.seed}  {pair.channel:<14} truth {pair.truth:5.2f}   believed {pair.mean:5.2f} "
        f"({pair.low:5.2f} – {pair.high:5.2f})  {'covered' if pair.covered else 'MISSED'}"
    )


def _body(
    options: argparse.Namespace, pairs: list[Pair], seconds: dict[int, float], samplers: dict[int, dict[str, Any]]
) -> str:
    lines = [
        f"Markets of family `{options.world}`, seeds {', '.join(map(str, options.seeds))}; every seed is shown. "
        "Intervals are 80 %, equal-tailed.",
        "",
        "| window | pairs | covered | truth below | truth above |",
        "|---|---|---|---|---|",
    ]
    for window, name in WINDOW_NAMES.items():
        chosen = [pair for pair in pairs if pair.window == window]
        below = sum(pair.truth < pair.low for pair in chosen)
        above = sum(pair.truth > pair.high for pair in chosen)
        lines.append(f"| {name} | {len(chosen)} | {covered_share(pairs, window):.0%} | {below} | {above} |")
    lines += [
        "",
        "| seed | seconds, market to tables | worst R-hat | smallest ESS | divergences |",
        "|---|---|---|---|---|",
    ]
    for seed, told in samplers.items():
        lines.append(
            f"| {seed} | {seconds[seed]:.0f} | {told['worst_rhat']:.3f} | {told['smallest_ess']:.0f} | {told['divergences']} |"
        )
    lines += [
        "",
        "| seed | channel | window | truth | believed | 80 % interval | covered |",
        "|---|---|---|---|---|---|---|",
    ]
    for pair in pairs:
        interval = f"{pair.low:.2f} – {pair.high:.2f}"
        lines.append(
            f"| {pair.seed} | {pair.channel} | {WINDOW_NAMES[pair.window]} | {pair.truth:.2f} | {pair.mean:.2f} | {interval} "
            f"| {'yes' if pair.covered else '**no**'} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
