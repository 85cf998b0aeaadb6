"""Caps: the most that people let a channel have."""

from models.allocation.limits import Limit, at_most
from models.allocation.request import AllocationRequest, amount_micros
from models.allocation.scope import by_channel


def limit(request: AllocationRequest) -> Limit:
    """Most by channel, for channels that may move."""
    caps = {name: amount_micros(amount) for name, amount in request.guardrails.caps.items()}
    return at_most("caps", by_channel(request, caps), called="the cap of its channel", mend="raise guardrails.caps")
