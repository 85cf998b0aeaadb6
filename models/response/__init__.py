"""What does spend cause? `Panel` in, `fit`, `Posterior` out."""

from models.response.fit import FitError, fit
from models.response.panel import Panel, PanelError
from models.response.posterior import Knowledge, Posterior, Sampler
from models.response.spec import ResponseSpec

__all__ = ["FitError", "Knowledge", "Panel", "PanelError", "Posterior", "ResponseSpec", "Sampler", "fit"]
