"""How much does the next unit add? Hill's curve, written with operators only: NumPy, xarray and PyTensor share it."""

from typing import Any

Array = Any

TINY = 1e-30  # keeps value and gradient finite at zero spend; the share there is below 1e-15 for any slope above 0.5


def hill(exposure: Array, half: Array, slope: Array) -> Array:
    """Share of all that is reachable: 0 without exposure, one half at `half`, towards 1.

    Parameters
    ----------
    exposure, half : array
        In the same unit, at least 0; `half` above 0.
    slope : array
        Above 0. Up to 1 the first unit earns most; above, returns first grow.
    """
    return 1.0 / (1.0 + (half / (exposure + TINY)) ** slope)


def hill_slope(exposure: Array, half: Array, slope: Array) -> Array:
    """Derivative of `hill` with respect to exposure, per unit of exposure."""
    share = hill(exposure, half, slope)
    return slope * share * (1.0 - share) / (exposure + TINY)
