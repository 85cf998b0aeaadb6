"""Floors: the least that people want a channel to get."""

from models.allocation.limits import Limit, at_least
from models.allocation.request import AllocationRequest, amount_micros
from models.allocation.scope import by_channel


def limit(request: AllocationRequest) -> Limit:
    """Least by channel, for channels that may move."""
    floors = {name: amount_micros(amount) for name, amount in request.guardrails.floors.items()}
    return at_least(
        "floors", by_channel(request, floors), called="the floor of its channel", mend="lower guardrails.floors"
    )
