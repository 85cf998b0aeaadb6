"""How amounts, shares and returns are written: the same in text, HTML, charts and the printed report."""

from decimal import ROUND_HALF_EVEN, Decimal

from plugins.mail.view import Estimate

MICROS = 1_000_000
NOTHING = "n/a"
"""What stands where a number could not be computed: never a zero."""


def money(micros: Decimal | int) -> str:
    """Amount to the cent, thousands apart: `1,234.50`."""
    return f"{_rounded(Decimal(micros) / MICROS, 2):,.2f}"


def change(micros: Decimal | int) -> str:
    """Amount to the cent with its sign: `+1,234.50`, `-80.00`, `0.00`."""
    amount = _rounded(Decimal(micros) / MICROS, 2)
    return f"{amount:+,.2f}" if amount else "0.00"


def whole(micros: Decimal | int) -> str:
    """Amount to the whole unit, for estimates: their cents would pretend to be known."""
    return f"{_rounded(Decimal(micros) / MICROS, 0):,.0f}"


def whole_change(micros: Decimal | int) -> str:
    """Estimated amount with its sign, to the whole unit."""
    amount = _rounded(Decimal(micros) / MICROS, 0)
    return f"{amount:+,.0f}" if amount else "0"


def percent(part: Decimal | int, of: Decimal | int) -> str:
    """Change as a share of what was there: `+12.5 %`; `new` where nothing was."""
    if not part:
        return "0.0 %"
    if not of:
        return "new"
    return f"{_rounded(Decimal(part) * 100 / Decimal(of), 1):+,.1f} %"


def effect(estimate: Estimate) -> str:
    """Expected effect with its interval: `+1,200 (800 to 1,700)`."""
    return f"{whole_change(estimate.mean)} {effect_interval(estimate)}"


def effect_interval(estimate: Estimate) -> str:
    """Interval of an expected effect: `(800 to 1,700)`."""
    return f"({whole(estimate.low)} to {whole(estimate.high)})"


def ratio(estimate: Estimate | None) -> str:
    """A return with its interval: `2.10 (1.60 to 2.70)`."""
    return NOTHING if estimate is None else f"{ratio_mean(estimate)} {ratio_interval(estimate)}"


def ratio_mean(estimate: Estimate | None) -> str:
    """A return, two decimals."""
    return NOTHING if estimate is None else f"{_rounded(estimate.mean, 2):.2f}"


def ratio_interval(estimate: Estimate | None) -> str:
    """Interval of a return: `(1.60 to 2.70)`."""
    return "" if estimate is None else f"({_rounded(estimate.low, 2):.2f} to {_rounded(estimate.high, 2):.2f})"


def _rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
