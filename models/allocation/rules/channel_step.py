"""Channel step: no channel moves further in a night than platforms can relearn."""

from models.allocation.limits import Limit
from models.allocation.request import AllocationRequest, share_of
from models.allocation.scope import free


def limit(request: AllocationRequest) -> Limit:
    """A share of each channel's current budget, to both sides."""
    current = free(request, request.current).sum("geo")
    step = share_of(current, request.guardrails.step.channel)
    return Limit(
        rule="channel_step",
        lower=current - step,
        upper=current + step,
        called="its channel's step for one night",
        mend="change guardrails.step.channel",
    )
