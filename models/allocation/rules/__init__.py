"""The guardrails of amounts: `limit(request)` of each file says what its rule allows. A new file is a new rule."""

import pkgutil
from importlib import import_module

from models.allocation.limits import Limit
from models.allocation.request import AllocationRequest


def limits(request: AllocationRequest) -> list[Limit]:
    """What every rule allows tonight, rules in the order of their names."""
    rooms = sorted(part.name for part in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{room}").limit(request) for room in rooms]
