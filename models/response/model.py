"""Sales by geo and day: a baseline, and what each channel's advertising adds to it. The generative story, in PyMC."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from models.response.adstock import decay, geometric
from models.response.baseline import Baseline, Demand, local_controls
from models.response.panel import Panel
from models.response.saturation import hill
from models.response.scales import Scales, spend_weight
from models.response.spec import ByChannel, LogNormal, ResponseSpec

CARRY_IN_DAYS = 28  # before the panel, spend is taken to have been as in its first four weeks


def response_model(panel: Panel, scales: Scales, baseline: Baseline, spec: ResponseSpec) -> pm.Model:
    """Revenue as shares of each geo's usual day; spend as multiples of each cell's usual day.

    Reported quantities are named deterministics; contributions and baselines are drawn from the posterior afterwards.
    """
    channels = [str(name) for name in panel.spend.channel.values]
    local = local_controls(panel, scales, spec)
    coords = {"geo": panel.spend.geo.values, "channel": channels, "day": panel.spend.day.values}
    coords["control"] = local.control.values
    with pm.Model(coords=coords) as model:
        # How a channel works in general ...
        roi = _by_channel("roi", spec.roi, channels)
        half_life = _by_channel("half_life_days", spec.half_life_days, channels)
        half = _by_channel("half_saturation", spec.half_saturation, channels)
        slope = _by_channel("slope", spec.slope, channels)
        # ... and how far geos stray from it. Non-centred: most geos sell too little to say much. Weighted by spend, strays
        # cancel: the channel's ROI is that of its money, and the sampler needn't trade one for the other.
        spread = _one("geo_spread", spec.geo_spread)
        stray = pm.Normal("stray", dims=("geo", "channel"))
        relative = stray - (spend_weight(scales) * stray).sum(axis=0)
        geo_roi = pm.Deterministic("geo_roi", roi * pt.exp(spread * relative), dims=("geo", "channel"))

        # What advertising adds: ROI at the usual day, bent by saturation, delayed by carry-over.
        multiples = panel.spend / scales.spend
        before = multiples.values[:, :CARRY_IN_DAYS].mean(axis=1, keepdims=True)
        exposure = geometric(multiples.values, before, decay(half_life), multiples.sizes["day"], pt.concatenate)
        usual = (scales.spend / scales.revenue).transpose("geo", "channel").values
        bent = hill(exposure, half, slope) / hill(1.0, half, slope)
        added = ((geo_roi * usual)[:, None, :] * bent).sum(axis=-1)
        pm.Deterministic("added", added, dims=("geo", "day"))

        # What sells without it: the baseline's coefficients and demand are integrated out.
        control = pm.Normal("control_effect", 0.0, spec.control, dims="control")
        demand = Demand(
            common=_one("demand_common", spec.demand_common),
            local=_one("demand_local", spec.demand_local),
            half_life_days=_one("demand_half_life_days", spec.demand_half_life_days),
            noise=_one("noise", spec.noise),
        )
        shares = (panel.revenue / scales.revenue).transpose("geo", "day").values
        residual = shares - added - pt.as_tensor(local.values) @ control
        turned = (baseline.rotation * baseline.precision) @ residual @ baseline.waves.T
        pm.Potential("revenue", baseline.log_density(turned, demand, pt))
    return model


def _by_channel(name: str, prior: ByChannel, channels: list[str]) -> Any:
    return pm.LogNormal(name, prior.log_middle(channels), prior.spread(channels), dims="channel")


def _one(name: str, prior: LogNormal) -> Any:
    return pm.LogNormal(name, np.log(prior.middle), prior.spread)
