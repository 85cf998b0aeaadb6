"""Cell step: no channel moves further in one geo in a night than platforms can relearn."""

from models.allocation.limits import Limit
from models.allocation.request import AllocationRequest, share_of
from models.allocation.scope import free


def limit(request: AllocationRequest) -> Limit:
    """A share of each line's current budget, to both sides; a line without budget stays without."""
    current = free(request, request.current)
    step = share_of(current, request.guardrails.step.cell)
    return Limit(
        rule="cell_step",
        lower=current - step,
        upper=current + step,
        called="the line's step for one night",
        mend="change guardrails.step.cell",
    )
