"""Where people buy: the states a world can hold, and what each platform calls them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Geo:
    """One state.

    Parameters
    ----------
    code, name : str
        ISO 3166-2 code (`US-CA`) and English name.
    population : float
        Millions of people; larger states buy more.
    google, tiktok, linkedin : int
        The platform's own id: Google's geo target constant, GeoNames id, LinkedIn's geo urn.
    """

    code: str
    name: str
    population: float
    google: int
    tiktok: int
    linkedin: int


def _geo(code: str, name: str, population: float, google: int, tiktok: int, linkedin: int) -> Geo:
    return Geo(code=code, name=name, population=population, google=google, tiktok=tiktok, linkedin=linkedin)


GEOS = (
    _geo("US-CA", "California", 39.0, 21137, 5332921, 102095887),
    _geo("US-TX", "Texas", 30.5, 21176, 4736286, 102748797),
    _geo("US-FL", "Florida", 22.6, 21142, 4155751, 101318387),
    _geo("US-NY", "New York", 19.6, 21167, 5128638, 105080838),
    _geo("US-IL", "Illinois", 12.5, 21147, 4896861, 101949407),
    _geo("US-PA", "Pennsylvania", 13.0, 21171, 6254927, 102986501),
    _geo("US-OH", "Ohio", 11.8, 21168, 5165418, 106981407),
    _geo("US-GA", "Georgia", 11.0, 21143, 4197000, 103950076),
    _geo("US-NC", "North Carolina", 10.8, 21160, 4482348, 103255397),
    _geo("US-MI", "Michigan", 10.0, 21155, 5001836, 103051080),
    _geo("US-NJ", "New Jersey", 9.3, 21164, 5101760, 101651951),
    _geo("US-VA", "Virginia", 8.7, 21178, 6254928, 101630962),
    _geo("US-WA", "Washington", 7.8, 21180, 5815135, 103977389),
    _geo("US-AZ", "Arizona", 7.4, 21136, 5551752, 106032500),
    _geo("US-MA", "Massachusetts", 7.0, 21152, 6254926, 101098412),
    _geo("US-TN", "Tennessee", 7.1, 21175, 4662168, 104629187),
    _geo("US-IN", "Indiana", 6.9, 21148, 4921868, 103336534),
    _geo("US-MD", "Maryland", 6.2, 21153, 4361885, 100809221),
    _geo("US-MO", "Missouri", 6.2, 21157, 4398678, 101486475),
    _geo("US-WI", "Wisconsin", 5.9, 21182, 5279468, 104454774),
)
