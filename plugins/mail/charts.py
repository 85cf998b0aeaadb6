"""Three pictures of a night, each with the sentence that says the same; drawn for light and for dark screens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from plugins.mail import numbers, words
from plugins.mail.view import Channel, Night, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_INCHES = 5.92
"""At 100 dots an inch: as wide as the message's column; saved at twice that for dense screens."""

MOST_CURVES = 4


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours of one kind of screen; from Okabe and Ito's set, told apart by colour-blind readers too."""

    surface: str
    ink: str
    muted: str
    grid: str
    up: str
    down: str
    kept: str
    now: str


LIGHT = Palette(
    surface="#ffffff", ink="#1f2933", muted="#52606d", grid="#e4e7eb",
    up="#0072b2", down="#d55e00", kept="#7b8794", now="#d3dae2",
)  # fmt: skip
DARK = Palette(
    surface="#1b212b", ink="#e9edf2", muted="#a9b4c2", grid="#323c4a",
    up="#56b4e9", down="#e69f00", kept="#8d99a8", now="#3d495a",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One picture in both palettes, and the sentence that stands for it where pictures don't show."""

    name: str
    alt: str
    light: bytes
    dark: bytes
    height: int


def draw(night: Night) -> tuple[Chart, ...]:
    """The charts that this night has numbers for: budget moves, response curves, days since the last plan."""
    return tuple(_charts(night))


def _charts(night: Night) -> Iterator[Chart]:
    if night.channels:
        yield _chart("moves", moves_alt(night), _moves, night)
    if _with_curves(night):
        yield _chart("curves", curves_alt(night), _curves, night)
    if night.days:
        yield _chart("since", since_alt(night), _since, night)


def _chart(name: str, alt: str, paint: Callable[[Night, Palette], "Figure"], night: Night) -> Chart:
    light, dark = paint(night, LIGHT), paint(night, DARK)
    return Chart(name=name, alt=alt, light=_png(light), dark=_png(dark), height=round(light.get_figheight() * 100))


def moves_alt(night: Night) -> str:
    """The chart of budget moves, in a sentence."""
    moves = "; ".join(words.what_moves(channel) for channel in _by_budget(night))
    return f"Budgets now and new, {night.currency} a day: {moves}."


def curves_alt(night: Night) -> str:
    """The chart of response curves, in a sentence."""
    told = "; ".join(f"{c.channel} {numbers.ratio(c.mroas)}" for c in _with_curves(night))
    return f"Response curves. The next {night.currency} of spend brings in, with 80 % interval: {told}."


def since_alt(night: Night) -> str:
    """The chart of the last days, in a sentence."""
    last = night.days[-1]
    planned = f", {numbers.money(last.planned_micros)} planned" if last.planned_micros is not None else ""
    return (
        f"Spend and revenue of {words.count(len(night.days), 'day')}, {night.currency} a day. "
        f"{words.short_day(last.day)}: "
        f"{numbers.money(last.spend_micros)} spent{planned}, {numbers.money(last.revenue_micros)} revenue."
    )


def _by_budget(night: Night) -> list[Channel]:
    return sorted(night.channels, key=lambda c: (-max(c.current_micros, c.proposed_micros), c.channel))


def _with_curves(night: Night) -> list[Channel]:
    return [c for c in _by_budget(night) if len(night.curves.get(c.channel, ())) > 1][:MOST_CURVES]


def _moves(night: Night, palette: Palette) -> "Figure":
    channels = _by_budget(night)
    figure = _figure(0.62 + 0.34 * len(channels), palette)
    axes = figure.add_axes((0.17, 0.42 / figure.get_figheight(), 0.68, 1 - 0.5 / figure.get_figheight()))
    _dress(axes, palette)
    for row, channel in enumerate(channels):
        now, new = channel.current_micros / numbers.MICROS, channel.proposed_micros / numbers.MICROS
        colour = palette.kept if now == new else palette.up if new > now else palette.down
        axes.barh(row, now, height=0.62, color=palette.now)
        axes.barh(row, new, height=0.3, color=colour)
        if now == new:
            says = "held" if channel.is_held else "geos shift" if channel.moves else "stays"
        else:
            says = numbers.percent(channel.change_micros, channel.current_micros)
        axes.text(
            1.02, row, says, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5,
            color=palette.muted if now == new else colour, fontweight="normal" if now == new else "bold",
        )  # fmt: skip
    axes.set_yticks(range(len(channels)), [c.channel for c in channels], color=palette.ink)
    axes.set_ylim(len(channels) - 0.4, -0.6)
    axes.grid(axis="x", color=palette.grid, lw=0.8)
    axes.set_xlabel(f"{night.currency} a day: wide bar = now, narrow bar = new", color=palette.muted, fontsize=8)
    return figure


def _curves(night: Night, palette: Palette) -> "Figure":
    channels = _with_curves(night)
    rows = (len(channels) + 1) // 2
    figure = _figure(0.35 + 1.95 * rows, palette)
    grid = figure.subplots(rows, 2, squeeze=False)
    for axes, channel in zip(grid.flat, channels, strict=False):
        _dress(axes, palette)
        _curve(axes, channel, night.curves[channel.channel], palette)
    for axes in list(grid.flat)[len(channels) :]:
        axes.set_visible(False)
    figure.supxlabel(f"spend, {night.currency} a day: circle = now, dot = new", color=palette.muted, fontsize=8)
    figure.supylabel(f"revenue it causes, {night.currency} a day", color=palette.muted, fontsize=8)
    figure.tight_layout(pad=0.6, h_pad=1.2, w_pad=1.2)
    return figure


def _curve(axes: "Axes", channel: Channel, points: tuple[Point, ...], palette: Palette) -> None:
    import numpy as np

    spend = np.array([point.spend_micros for point in points]) / numbers.MICROS
    mean, low, high = (
        np.array([float(getattr(point.revenue, part)) for point in points]) / numbers.MICROS
        for part in ("mean", "low", "high")
    )
    axes.fill_between(spend, low, high, color=palette.up, alpha=0.22, lw=0)
    axes.plot(spend, mean, color=palette.up, lw=1.8)
    now, new = channel.current_micros / numbers.MICROS, channel.proposed_micros / numbers.MICROS
    axes.plot(now, np.interp(now, spend, mean), "o", color=palette.surface, mec=palette.ink, mew=1.5, ms=6.5, zorder=3)
    if now != new:
        axes.plot(new, np.interp(new, spend, mean), "o", color=palette.ink, ms=5.5, zorder=4)
    axes.set_title(channel.channel, loc="left", fontsize=9, fontweight="bold", color=palette.ink)
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=min(0.0, float(low.min())))
    axes.grid(color=palette.grid, lw=0.8)


def _since(night: Night, palette: Palette) -> "Figure":
    figure = _figure(3.1, palette)
    spend, revenue = figure.subplots(2, 1, sharex=True, height_ratios=(1, 1))
    at = range(len(night.days))
    for axes in (spend, revenue):
        _dress(axes, palette)
        axes.grid(axis="y", color=palette.grid, lw=0.8)
        new_plan = [place for place in at if night.days[place].day >= night.since]
        if new_plan and new_plan[0] > 0:
            axes.axvline(new_plan[0] - 0.5, color=palette.muted, lw=1, ls=(0, (3, 3)))
    bars = spend.bar(at, [d.spend_micros / numbers.MICROS for d in night.days], width=0.62, color=palette.up)
    for bar, one in zip(bars, night.days, strict=True):
        if one.is_estimated:
            bar.set(facecolor="none", edgecolor=palette.up, hatch="////", linewidth=1)
    planned = [
        (place, d.planned_micros) for place, d in zip(at, night.days, strict=True) if d.planned_micros is not None
    ]
    for place, micros in planned:
        across, height = (place - 0.42, place + 0.42), micros / numbers.MICROS
        spend.plot(across, (height, height), color=palette.down, lw=2.2, solid_capstyle="butt")
    legend = ["bars = spent"]
    legend += ["line = planned"] if planned else []
    legend += ["hatched = partly estimated"] if any(one.is_estimated for one in night.days) else []
    spend.set_title(f"Spend ({', '.join(legend)})", loc="left", fontsize=9, color=palette.ink)
    revenue.plot(at, [d.revenue_micros / numbers.MICROS for d in night.days], "o-", color=palette.ink, lw=1.6, ms=4)
    revenue.set_title("Revenue, net of refunds", loc="left", fontsize=9, color=palette.ink)
    for axes in (spend, revenue):
        axes.set_ylim(0, axes.get_ylim()[1] * 1.06)
    revenue.set_xticks(at, [f"{d.day:%a}\n{d.day.day} {d.day:%b}" for d in night.days], fontsize=7, color=palette.muted)
    figure.tight_layout(pad=0.6, h_pad=1.0)
    return figure


def _figure(height: float, palette: Palette) -> "Figure":
    """A figure of its own, not pyplot's: nothing global, and no window system (it saves through Agg)."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH_INCHES, height), facecolor=palette.surface)


def _dress(axes: "Axes", palette: Palette) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_facecolor(palette.surface)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(palette.grid)
    axes.tick_params(length=0, colors=palette.muted, labelsize=8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda amount, _: _short(amount)))
    axes.locator_params(nbins=5)


def _short(amount: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{amount / size:.3g}{letter}"
    return f"{amount:.3g}"


def _png(figure: "Figure") -> bytes:
    """Sixty-four colours: a third of the bytes, and nothing that an eye would miss."""
    from PIL import Image

    full, small = BytesIO(), BytesIO()
    figure.savefig(full, format="png", dpi=200, pil_kwargs={"compress_level": 1})
    Image.open(full).convert("RGB").quantize(64).save(small, "PNG", optimize=True)
    return small.getvalue()
