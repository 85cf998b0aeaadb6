"""Money in plans is whole micros; it becomes float only at the curves, here."""

import numpy as np
import xarray as xr

MICROS = 1_000_000
UNLIMITED = 2**60
"""Micros above which a limit is none: a trillion units a day, and sums of many still fit 64 bits."""


def units(micros: xr.DataArray) -> xr.DataArray:
    """Amounts in currency units, as floats."""
    return micros / MICROS


def micros(amounts: xr.DataArray) -> xr.DataArray:
    """Amounts in whole micros, halves to even."""
    return (amounts * MICROS).round().astype(np.int64)


def text(micros: int) -> str:
    """An amount for people: two decimals, thousands separated."""
    return f"{micros / MICROS:,.2f}"
