"""The default world in small, for tests: four states, 200 days, forty orders a geo and day."""

from market.worlds import World


def world() -> World:
    """Return the settings of the small family."""
    return World(
        family="small",
        geo_count=4,
        history_days=200,
        orders_per_geo_day=40.0,
        sessions_per_geo_day=16.0,
        mail_per_geo=50.0,
    )
