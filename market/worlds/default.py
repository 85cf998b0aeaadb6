"""A middling shop in eight states with thirteen months of history; nothing breaks."""

from market.worlds import World


def world() -> World:
    """Return the settings of the default family."""
    return World(family="default")
