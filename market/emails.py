"""What the shop mails and who clicks: campaigns on Tuesdays and Fridays, a few automatic mails on other days."""

from dataclasses import dataclass

import numpy as np

from market.arrays import Bools, Ints
from market.calendar import midnight
from market.chance import chance, share_of
from market.market import Market
from market.orders import GEO_BLOCK, accepts_mail, old_customers

# One in nine clicks, half of them within seven hours, none after three days.
CLICK_RATE, CLICK_HOURS, LATEST_CLICK_DAYS = 0.11, 10.0, 3

# A campaign goes out at ten in the morning and takes half an hour.
SEND_HOUR, SEND_SECONDS = 10, 1_800

# On days without a campaign, automatic mails (welcome, basket) reach this share; too few to lift demand.
FLOW_REACH = 0.03

# Share of profiles whose consent has lapsed though their events are still exported.
LAPSED = 0.05


@dataclass(frozen=True, kw_only=True)
class MailDay:
    """E-mail events of one day by time; arrays by event.

    Parameters
    ----------
    second, profile, geo, campaign : array of int
        `campaign` is the index of the day on which it was sent.
    is_click, consent : array of bool
    """

    second: Ints
    profile: Ints
    geo: Ints
    campaign: Ints
    is_click: Bools
    consent: Bools


class Mailings:
    """The market's e-mail events, day by day."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._sent: dict[int, tuple[Ints, ...]] = {}

    def day(self, index: int) -> MailDay:
        """Return the events that happened on the day with this index: its sends, and clicks on earlier ones."""
        world = self.market.world
        begin, end = midnight(world.day(index)), midnight(world.day(index + 1))
        found = []
        for campaign in range(index - LATEST_CLICK_DAYS - 1, index + 1):
            profile, geo, received, clicked = self._send(campaign)
            for seconds, is_click in ((received, 0), (clicked, 1)):
                rows = np.flatnonzero((seconds >= begin) & (seconds < end))
                sent = np.full((2, len(rows)), ((campaign,), (is_click,)))
                found.append(np.stack([seconds[rows], profile[rows], geo[rows], *sent]))
        second, profile, geo, campaigns, clicks = np.concatenate(found, axis=1)
        order = np.lexsort((profile, clicks, second))
        return MailDay(
            second=second[order],
            profile=profile[order],
            geo=geo[order],
            campaign=campaigns[order],
            is_click=clicks[order] > 0,
            consent=share_of(profile[order], 13) >= LAPSED,
        )

    def _send(self, index: int) -> tuple[Ints, ...]:
        """Return profile, geo, second received and second clicked (0: never) of the campaign sent on this day."""
        if index not in self._sent:
            self._sent[index] = self._draw(index)
        return self._sent[index]

    def _draw(self, index: int) -> tuple[Ints, ...]:
        market = self.market
        reach = market.demand.mail[index] or FLOW_REACH
        rng = chance(market.seed, "mailing", index)
        wanted = rng.poisson(market.world.mail_per_geo * market.truth.size * reach)
        profiles = []
        for geo, (count, pool) in enumerate(zip(wanted, old_customers(market), strict=True)):
            # Drawn twice over, since about half agreed to be mailed.
            drawn = GEO_BLOCK * (geo + 1) + rng.integers(0, pool, 3 * count)
            profiles.append(np.unique(drawn[accepts_mail(drawn)])[:count])
        profile = np.concatenate(profiles)
        received = midnight(market.world.day(index)) + SEND_HOUR * 3600 + rng.integers(0, SEND_SECONDS, len(profile))
        delay = np.minimum(rng.exponential(CLICK_HOURS, len(profile)) * 3600, LATEST_CLICK_DAYS * 86_400)
        clicked = np.where(rng.random(len(profile)) < CLICK_RATE, received + 20 + delay.astype(np.int64), 0)
        return profile, profile // GEO_BLOCK - 1, received, clicked


def campaign_id(index: int, market: Market) -> str:
    """Return the id of what was sent on the day with this index: each campaign has its own, the flow has one."""
    return f"01HX{index:06d}" if market.demand.mail[index] else "01HXFLOW"


def campaign_name(index: int, market: Market) -> str:
    """Return the name of what was sent on the day with this index."""
    return f"Newsletter {market.world.day(index)}" if market.demand.mail[index] else "Welcome and basket flow"
