"""What should we spend? From a posterior and a request to a plan that keeps every guardrail."""

from models.allocation.allocate import allocate
from models.allocation.errors import InfeasibleError, PlanError
from models.allocation.explore import explore
from models.allocation.guardrails import Breach, breaches
from models.allocation.plan import Plan
from models.allocation.request import AllocationRequest

__all__ = ["AllocationRequest", "Breach", "InfeasibleError", "Plan", "PlanError", "allocate", "breaches", "explore"]
