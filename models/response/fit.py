"""From a panel to a posterior: no U-turn sampling of the fused density, seeded, on as many cores as chains."""

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.response.baseline import Baseline
from models.response.kernel import Arrays, Layout
from models.response.panel import Panel
from models.response.posterior import Posterior, Sampler, as_draws
from models.response.scales import Scales, spend_weight
from models.response.spec import ResponseSpec, Sampling

log = logging.getLogger(__name__)

CORES = 2
PROGRESS_MILLISECONDS = 5_000
TARGET_ACCEPT = 0.9  # smaller steps than the default 0.8: demand's size and length pinch where demand is small
JITTER = 0.3  # how far chains start from the priors' middle, in log units: apart, but none in the far tails


class FitError(RuntimeError):
    """A fit that gave no posterior to rely on: says what the sampler saw and what to look at."""


def fit(panel: Panel, spec: ResponseSpec, *, seed: int, progress: bool = True) -> Posterior:
    """Fit the response model.

    Parameters
    ----------
    panel : Panel
    spec : ResponseSpec
    seed : int
        Equal panels, specs and seeds give equal posteriors on one machine.
    progress : bool
        Log how far the chains are, every five seconds.

    Raises
    ------
    FitError
        The density isn't finite where sampling starts, or the sampler stopped.
    """
    scales = Scales.of(panel, spec.usual_days)
    baseline = Baseline.of(panel, scales, spec)
    arrays = Arrays.of(panel, scales, baseline, spec)
    geos, channels = [str(name) for name in panel.spend.geo.values], [str(name) for name in panel.spend.channel.values]
    controls = [str(name) for name in panel.controls.control.values if name not in spec.calendar_controls]
    layout = Layout(geos=len(geos), channels=len(channels), controls=len(controls))
    vectors, sampler = _sample(arrays, layout, spec.sampling, seed, progress)
    pooled = vectors.reshape(-1, layout.size)
    kept = pooled[np.linspace(0, len(pooled) - 1, spec.sampling.kept).round().astype(int)]
    values = layout.unpack(kept)
    stray = values.pop("stray")
    relative = stray - (spend_weight(scales) * stray).sum(axis=1, keepdims=True)
    values["geo_roi"] = values["roi"][:, None, :] * np.exp(values["geo_spread"][:, None, None] * relative)
    return Posterior(panel, spec, seed, as_draws(values, geos, channels, controls), sampler)


def _sample(
    arrays: Arrays, layout: Layout, sampling: Sampling, seed: int, progress: bool
) -> tuple[NDArray[np.float64], Sampler]:
    """Vectors (chain, draw, size) and what the sampler says about them."""
    import nutpie  # seconds to import: only who fits pays
    from nutpie.compiled_pyfunc import from_pyfunc

    centre = arrays.centre
    value, gradient = arrays.density(centre)
    if not (np.isfinite(value) and np.isfinite(gradient).all()):
        raise FitError(f"the density is {value} where sampling starts; look for extreme values in the panel")

    def start(seed: int) -> NDArray[np.float64]:
        return centre + JITTER * np.random.default_rng(seed).standard_normal(layout.size)

    model = from_pyfunc(
        layout.size, lambda: arrays.density, lambda *_: _as_it_is,
        [np.dtype("float64")], [(layout.size,)], ["vector"], make_initial_point_fn=start,
    )  # fmt: skip
    try:
        # Low rank: ROI and half point, and demand's size and length, trade off; two thirds of the diagonal metric's steps.
        trace = nutpie.sample(
            model, draws=sampling.draws, tune=sampling.warmup, chains=sampling.chains, cores=CORES, seed=seed, adaptation="low_rank",
            target_accept=TARGET_ACCEPT,
            progress_bar=False, progress_callback=_tell if progress else None, progress_rate=PROGRESS_MILLISECONDS,
        )  # fmt: skip
    except RuntimeError as error:
        raise FitError(f"the sampler stopped: {error}; look for extreme values in the panel") from error
    vectors = np.asarray(trace["posterior"]["vector"].values)
    return vectors, _report(trace, vectors)


def _as_it_is(vector: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {"vector": vector}


def _tell(chains: list[Any]) -> None:
    log.info(
        "sampling: %s of %s draws, %s divergences",
        sum(chain.finished_draws for chain in chains),
        sum(chain.total_draws for chain in chains),
        sum(chain.divergences for chain in chains),
    )


def _report(trace: Any, vectors: NDArray[np.float64]) -> Sampler:
    import xarray as xr
    from arviz_stats import ess, rhat  # type: ignore[attr-defined]

    chains = xr.Dataset({"vector": (("chain", "draw", "place"), vectors)})
    stats = trace["sample_stats"]
    return Sampler(
        worst_rhat=float(np.max(rhat(chains)["vector"].values)),  # type: ignore[no-untyped-call]
        smallest_ess=float(np.min(ess(chains)["vector"].values)),  # type: ignore[no-untyped-call]
        divergences=int(stats["diverging"].sum()),
        steps=int(stats["n_steps"].sum() + trace["warmup_sample_stats"]["n_steps"].sum()),
    )
