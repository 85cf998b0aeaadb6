"""What people may read of people."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.reading import Settings, place, read


class PrivacySettings(Settings):
    """How many people a cell of a published table counts at least; 1 shows every cell."""

    smallest_cell: Annotated[int, Field(ge=1, le=1000)]


def load(path: Path | None = None) -> PrivacySettings:
    """Read `config/privacy.yml`."""
    return read(path or place("privacy.yml"), PrivacySettings)
