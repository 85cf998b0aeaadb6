"""The plain-text part: the same words and numbers as the HTML part, readable on anything."""

import textwrap
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from plugins.mail import numbers, words
from plugins.mail.columns import aligned
from plugins.mail.view import Night, Standing

WIDTH = 78


def plan_text(night: Night, link: str) -> str:
    """Text part of a night's plan."""
    return _templates().get_template("plan.txt.j2").render(night=night, link=link)


def failure_text(standing: Standing, link: str) -> str:
    """Text part of a failed night."""
    return _templates().get_template("failure.txt.j2").render(standing=standing, link=link)


@cache
def _templates() -> Environment:
    # Plain text: nothing to escape into, and '&amp;' would be wrong here.
    templates = Environment(
        loader=PackageLoader("plugins.mail"), autoescape=False, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    templates.globals.update(
        words=words, numbers=numbers, budgets=_budgets, behind=_behind, spent=_spent, geos=_geos, returns=_returns
    )
    templates.filters.update(wrapped=_wrapped)
    return templates


def _budgets(night: Night) -> str:
    rows = [
        (
            c.channel,
            numbers.money(c.current_micros),
            numbers.money(c.proposed_micros),
            numbers.change(c.change_micros),
            numbers.percent(c.change_micros, c.current_micros),
        )
        for c in night.channels
    ]
    change = night.proposed_micros - night.current_micros
    total = (
        "all channels",
        numbers.money(night.current_micros),
        numbers.money(night.proposed_micros),
        numbers.change(change),
        numbers.percent(change, night.current_micros),
    )
    return "\n".join(aligned(("channel", "now", "new", "change", "%"), [*rows, total]))


def _geos(night: Night) -> str:
    rows = [
        (
            line.channel,
            line.geo,
            numbers.money(line.current_micros),
            numbers.money(line.proposed_micros),
            numbers.change(line.change_micros),
            numbers.percent(line.change_micros, line.current_micros),
        )
        for line in words.largest_moves(night)
    ]
    return "\n".join(aligned(("channel", "geo", "now", "new", "change", "%"), rows, left=2))


def _behind(night: Night) -> str:
    rows = [
        (
            words.short_day(d.day) + ("*" if d.is_estimated else ""),
            words.planned(d.planned_micros),
            numbers.money(d.spend_micros),
            numbers.money(d.revenue_micros),
        )
        for d in night.days[-7:]
    ]
    return "\n".join(aligned(("day", "planned", "spent", "revenue"), rows))


def _spent(night: Night) -> str:
    rows = [
        (
            s.channel + ("*" if s.estimated_days else ""),
            words.planned(s.planned_micros),
            numbers.money(s.spend_micros),
            numbers.change(s.spend_micros - s.planned_micros) if s.planned_micros is not None else numbers.NOTHING,
        )
        for s in night.spent
    ]
    return "\n".join(aligned(("channel", "planned", "spent", "spent - planned"), rows))


def _returns(night: Night) -> str:
    rows = [
        (
            channel,
            numbers.money(returns.spend_micros),
            f"{numbers.whole(returns.contribution.mean)} {numbers.effect_interval(returns.contribution)}",
            numbers.ratio(returns.iroas),
        )
        for channel, returns in words.learned(night)
    ]
    return "\n".join(aligned(("channel", "spent", "revenue it caused", "iROAS"), rows))


def _wrapped(text: str, indent: int = 0) -> str:
    margin = " " * indent
    return textwrap.fill(
        words.one_line(text), WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip
