"""Faults that a second try may mend; everything else fails at once, for the same input would fail again."""


class PassingFault(RuntimeError):
    """The other side (a server, the network) didn't answer; it may in a moment."""
