"""Extrapolation: no line goes far beyond what was ever spent there, where the curve is a guess."""

from models.allocation.limits import Limit, at_most
from models.allocation.request import AllocationRequest, share_of
from models.allocation.scope import free


def limit(request: AllocationRequest) -> Limit:
    """A multiple of the highest weekly mean ever spent; a line that is above it already may stay, not rise."""
    reach = share_of(free(request, request.observed), request.guardrails.extrapolation)
    upper = reach.clip(min=free(request, request.current))
    return at_most(
        "extrapolation", upper, called="the reach of what was ever spent here", mend="change guardrails.extrapolation"
    )
