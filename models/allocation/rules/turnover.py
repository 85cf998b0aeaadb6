"""Turnover: only so much money changes place in one night."""

from models.allocation.limits import Limit, Of, at_most
from models.allocation.request import AllocationRequest, share_of


def limit(request: AllocationRequest) -> Limit:
    """A share of all that is spent now."""
    upper = share_of(request.current.sum(), request.guardrails.turnover)
    return at_most(
        "turnover",
        upper,
        called="the limit on what changes place in one night",
        mend="change guardrails.turnover",
        of=Of.MOVED,
    )
