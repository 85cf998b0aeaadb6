"""What can go wrong between a person and the market, said in one sentence."""


class MarketError(Exception):
    """A request that the market refuses; the message names the value, the place and the mend."""
