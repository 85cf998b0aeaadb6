"""What an answer means for tomorrow's money."""

from collections.abc import Iterable
from enum import IntEnum


class Verdict(IntEnum):
    """From harmless to severe, so that the worst is the largest."""

    PASS = 0
    DEFAULT = 1
    FREEZE = 2
    STOP = 3

    @property
    def word(self) -> str:
        """How tables, pages and mails write it."""
        return self.name.lower()


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The most severe of some verdicts; of none it is stop, because nobody answered."""
    return max(verdicts, default=Verdict.STOP)
