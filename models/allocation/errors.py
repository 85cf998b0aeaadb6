"""How a plan that can't be made says so."""


class PlanError(ValueError):
    """No plan: names the values that disagree and the way out."""


class InfeasibleError(PlanError):
    """No plan keeps all guardrails at once: names the smallest set of them that conflict."""
