"""What a check says: what it saw, what it allows, and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Check:
    """One answer about a fit.

    Parameters
    ----------
    name : str
        The question's stable name.
    observed : float or None
        None where it could not be computed.
    limit : float or None
        What `observed` is held against; None for scores that are only reported.
    passed : bool
        False also where nothing could be computed; always True for scores.
    because : str
        What to look at.
    """

    name: str
    observed: float | None
    limit: float | None
    passed: bool
    because: str

    def sentence(self) -> str:
        """For people: name, numbers, and what to look at."""
        seen = "could not be computed" if self.observed is None else f"is {self.observed:.4g}"
        allowed = "" if self.limit is None else f", {self.limit:.4g} allowed"
        return f"{self.name} {seen}{allowed}: {self.because}"
