"""Did the sampler find the posterior? These checks can refuse a fit; they never approve one."""

from dataclasses import dataclass
from math import isfinite

from models.response.posterior import Sampler
from models.response.spec import Sampling
from models.validation.result import Check


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Where a fit is refused.

    Parameters
    ----------
    rhat_above : float
        Worst split R-hat (Vehtari et al. 2021).
    ess_below : float
        Smallest bulk effective sample size.
    divergent_share_above : float
        Divergent transitions as a share of draws.
    """

    rhat_above: float
    ess_below: float
    divergent_share_above: float


def check(sampler: Sampler, sampling: Sampling, limits: Limits) -> list[Check]:
    """The sampler's own signs against `limits`; what isn't a number is refused."""
    divergent = sampler.divergences / (sampling.chains * sampling.draws)
    return [
        Check(
            name="worst R-hat",
            observed=_number(sampler.worst_rhat),
            limit=limits.rhat_above,
            passed=sampler.worst_rhat <= limits.rhat_above,
            because="chains disagree; sample longer (sampling.warmup in config/response.yml) or look for twin channels",
        ),
        Check(
            name="smallest effective sample size",
            observed=_number(sampler.smallest_ess),
            limit=limits.ess_below,
            passed=sampler.smallest_ess >= limits.ess_below,
            because="too few independent draws for an interval; raise sampling.draws in config/response.yml",
        ),
        Check(
            name="divergent share",
            observed=_number(divergent),
            limit=limits.divergent_share_above,
            passed=divergent <= limits.divergent_share_above,
            because="the sampler could not follow the density; look for extreme values in the panel",
        ),
    ]


def _number(value: float) -> float | None:
    return value if isfinite(value) else None
