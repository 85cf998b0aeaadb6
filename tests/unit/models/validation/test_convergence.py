"""What the sampler says can refuse a fit; what it can't say refuses it, too."""

from math import nan

import pytest

from models.response.posterior import Sampler
from models.response.spec import Sampling
from models.validation.convergence import Limits, check

LIMITS = Limits(rhat_above=1.05, ess_below=100, divergent_share_above=0.01)
SAMPLING = Sampling(chains=2, warmup=500, draws=500, kept=500)
GOOD = {"worst_rhat": 1.01, "smallest_ess": 400.0, "divergences": 0, "steps": 10_000}


def failing(**changes: float) -> list[str]:
    return [each.name for each in check(Sampler(**(GOOD | changes)), SAMPLING, LIMITS) if not each.passed]


def test_a_sampler_that_mixed_well_is_not_refused() -> None:
    assert failing() == []


@pytest.mark.parametrize(
    ("changes", "name"),
    {
        "chains_disagree": ({"worst_rhat": 1.06}, "worst R-hat"),
        "rhat_is_nan": ({"worst_rhat": nan}, "worst R-hat"),
        "few_independent_draws": ({"smallest_ess": 99.0}, "smallest effective sample size"),
        "ess_is_nan": ({"smallest_ess": nan}, "smallest effective sample size"),
        "divergent": ({"divergences": 11}, "divergent share"),
    }.values(),
)
def test_each_bad_sign_refuses_the_fit_by_its_name(changes: dict, name: str) -> None:
    assert failing(**changes) == [name]


def test_what_could_not_be_computed_is_said_so() -> None:
    told = check(Sampler(**(GOOD | {"worst_rhat": nan})), SAMPLING, LIMITS)[0]
    assert told.observed is None
    assert told.sentence().startswith("worst R-hat could not be computed, 1.05 allowed")
