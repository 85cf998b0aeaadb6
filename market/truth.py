"""What is really so in a world: parameters that its seed decides and that no file tells."""

from dataclasses import dataclass

import numpy as np

from market.arrays import Floats
from market.chance import chance
from market.worlds import CHANNELS, World

# What a channel usually is like: share of the budget, range of the half-life of its carry-over in days, range of what
# the platform claims for each order it caused, and the share of other people's orders that it claims on top.
USUAL = {
    "google_ads": (0.28, (0.5, 2.0), (1.1, 1.9), 0.050),
    "meta": (0.26, (2.0, 6.0), (1.2, 2.5), 0.035),
    "tiktok": (0.11, (2.0, 6.0), (0.6, 1.5), 0.010),
    "linkedin": (0.06, (4.0, 10.0), (0.4, 0.9), 0.004),
    "microsoft_ads": (0.06, (0.5, 2.0), (1.0, 2.0), 0.012),
    "pinterest": (0.07, (3.0, 8.0), (1.2, 2.6), 0.010),
    "tv": (0.16, (6.0, 14.0), (1.0, 1.0), 0.0),
}

CURVES = ("hill", "exponential")


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Hidden parameters. Arrays are by channel, or by geo and channel, in the world's order.

    Parameters
    ----------
    size : array, geo
        A geo's share of demand relative to the mean geo.
    trend : float
        Growth of demand per year, in logs.
    week : array, 7
        Factor of each weekday, Monday first.
    year_wave : array, 4
        Cosine and sine amplitudes of the first and second yearly harmonic, in logs.
    media_share, channel_share : float
        Media cost, and what all channels cause, as shares of net revenue over the history.
    budget_share : array, channel
        Share of the status quo's budget.
    budget_tilt : array, geo x channel
        How the status quo strays from budgets in proportion to size.
    chase, season_follow : array, channel
        Power by which status quo spend follows latent demand, and the season.
    effect_share : array, channel
        Share of all that channels cause.
    half_life : array, channel
        Days after which half of an ad's carry-over is gone.
    curve : tuple of str
        Family of each channel's saturation.
    slope : array, channel
        Steepness of the Hill curve.
    half_level : array, channel
        Spend per geo size at half of the reachable response, as a multiple of its usual level.
    effect_tilt, half_tilt : array, geo x channel
        How geos stray in reachable response and in half-saturation.
    claim_bias, claim_steal : array, channel
        Orders claimed for each one caused; share of uncaused orders claimed at usual spend.
    mail_lift : float
        Lift of demand on the day of an e-mail campaign that reaches everyone.
    """

    size: Floats
    trend: float
    week: Floats
    year_wave: Floats
    media_share: float
    channel_share: float
    budget_share: Floats
    budget_tilt: Floats
    chase: Floats
    season_follow: Floats
    effect_share: Floats
    half_life: Floats
    curve: tuple[str, ...]
    slope: Floats
    half_level: Floats
    effect_tilt: Floats
    half_tilt: Floats
    claim_bias: Floats
    claim_steal: Floats
    mail_lift: float


def draw(world: World, seed: int) -> Truth:
    """Return the truth of the world with this seed."""
    rng = chance(seed, "truth")
    channels, geos = len(CHANNELS), world.geo_count
    usual = [USUAL[channel] for channel in CHANNELS]

    size = np.array([geo.population for geo in world.geos]) ** 0.6 * np.exp(0.15 * rng.standard_normal(geos))
    budget_share = np.array([share for share, *_ in usual]) * np.exp(0.15 * rng.standard_normal(channels))
    # Return on spend differs between channels by a factor of about two either way: that is what there is to find.
    worth = np.clip(np.exp(0.45 * rng.standard_normal(channels)), 0.4, 2.5)
    budget_share = budget_share / budget_share.sum()
    effect_share = budget_share * worth / (budget_share * worth).sum()
    searches = np.array([channel in ("google_ads", "microsoft_ads") for channel in CHANNELS])

    return Truth(
        size=size / size.mean(),
        trend=rng.uniform(-0.05, 0.15),
        week=np.exp(0.07 * rng.standard_normal(7)),
        year_wave=0.05 * rng.standard_normal(4),
        media_share=rng.uniform(*world.media_share),
        channel_share=rng.uniform(*world.channel_share),
        budget_share=budget_share,
        budget_tilt=np.exp(0.25 * rng.standard_normal((geos, channels))),
        chase=np.where(searches, rng.uniform(1.0, 1.6, channels), 0.0),
        season_follow=np.where(searches, 0.7, 0.3),
        effect_share=effect_share,
        half_life=np.array([rng.uniform(*span) for _, span, _, _ in usual]),
        curve=tuple(CURVES[choice] for choice in rng.choice(len(CURVES), channels, p=(0.65, 0.35))),
        slope=rng.uniform(0.8, 1.5, channels),
        half_level=rng.uniform(0.7, 2.2, channels),
        effect_tilt=np.exp(0.20 * rng.standard_normal((geos, channels))),
        half_tilt=np.exp(0.10 * rng.standard_normal((geos, channels))),
        claim_bias=np.array([rng.uniform(*span) for _, _, span, _ in usual]),
        claim_steal=np.array([steal for *_, steal in usual]) * rng.uniform(0.6, 1.4, channels),
        mail_lift=rng.uniform(0.02, 0.05),
    )
