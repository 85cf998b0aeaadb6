"""What public libraries make of the same journeys; runs in an environment of its own (`attribution_peers.txt`).

Reads {month: [[channels, sold], ...]} from standard input and writes, by month, each library's figures by channel.
"""

import json
import sys
from itertools import combinations

import polars
from coopgt.shapley_value import calculate
from mam.models import MarkovModel
from shapley_attribution import SimplifiedShapleyAttribution


def markov(journeys: list) -> tuple[dict[str, float], dict[str, float]]:
    """Removal effects, and sales credited by them within each journey, by marketing-attribution-models."""
    frame = polars.DataFrame({
        "journey_id": range(len(journeys)), "channels": [path for path, _ in journeys],
        "has_conversion": [sold for _, sold in journeys], "weight": [1] * len(journeys),
        "conversion_value": [float(sold) for _, sold in journeys],
    })  # fmt: skip
    model = MarkovModel(transition_to_same_state=True)
    credits = model.get_aggregated_results(frame)
    return (
        {str(name): float(effect) for name, effect in model.removal_effect_df["removal_effect"].items()},
        {str(name): float(sales) for name, sales in credits.iter_rows()},
    )


def by_sets(journeys: list) -> dict[str, float]:
    """Shapley values of the channels as sets, by shapley-attribution."""
    model = SimplifiedShapleyAttribution(normalize=False).fit([path for path, sold in journeys if sold])
    return {str(name): float(value) for name, value in model.get_attribution().items()}


def by_definition(journeys: list) -> dict[str, float]:
    """Shapley values over all orders of the channels, by coopgt; a coalition is worth the sales that lie within it."""
    channels = sorted({channel for path, sold in journeys if sold for channel in path})
    coalitions = [
        chosen for size in range(len(channels) + 1) for chosen in combinations(range(1, len(channels) + 1), size)
    ]
    worth = {
        chosen: sum(sold and {channels.index(one) + 1 for one in path} <= set(chosen) for path, sold in journeys)
        for chosen in coalitions
    }
    return dict(zip(channels, map(float, calculate(worth)), strict=True))


if __name__ == "__main__":
    found = {}
    for month, told in json.load(sys.stdin).items():
        effects, sales = markov(told)
        found[month] = {
            "removal_effect": effects, "markov": sales,
            "shapley_sets": by_sets(told), "shapley_definition": by_definition(told),
        }  # fmt: skip
    json.dump(found, sys.stdout)
