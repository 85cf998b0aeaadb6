"""Frozen: what can't be trusted tonight, or what people hold, keeps its last approved budget to the micro."""

from models.allocation.limits import Limit
from models.allocation.request import AllocationRequest


def limit(request: AllocationRequest) -> Limit:
    """The current budget of each line of a frozen channel, below and above."""
    kept = request.current.sel(channel=request.is_held)
    return Limit(
        rule="frozen",
        lower=kept,
        upper=kept,
        called="its channel being frozen",
        mend="mend the channel's data, or take it off guardrails.frozen",
    )
