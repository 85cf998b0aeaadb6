"""Where randomness comes from: one stream per (seed, purpose, day), so any day can be drawn again alone."""

import zlib

import numpy as np
from numpy.typing import NDArray

from market.arrays import Floats, Ints


def chance(seed: int, purpose: str, day: int = 0) -> np.random.Generator:
    """Return the generator of one purpose on one day; the same three always give the same draws."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(purpose.encode()), day])))


def scatter(numbers: Ints, salt: int) -> NDArray[np.uint64]:
    """Return 64-bit hashes of whole numbers (splitmix64): ids and lasting traits that need no memory."""
    with np.errstate(over="ignore"):
        mixed = numbers.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


def share_of(numbers: Ints, salt: int) -> Floats:
    """Return a lasting uniform number in [0, 1) for each whole number."""
    return (scatter(numbers, salt) >> np.uint64(11)).astype(float) / 2.0**53
