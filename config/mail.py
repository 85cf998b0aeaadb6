"""Who gets the nightly plan by e-mail."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from config.reading import Settings, place, read


def _one_address(text: str) -> str:
    _, address = parseaddr(text)
    user, at, host = address.rpartition("@")
    if not (user and at and host) or any(c.isspace() for c in address) or not text.isprintable():
        raise ValueError("not one e-mail address; write it like 'Growth team <growth@example.com>'")
    return text


Address = Annotated[str, AfterValidator(_one_address)]


class MailSettings(Settings):
    """Who gets the nightly plan, from whom, and how patiently it is sent."""

    sender: Address
    recipients: Annotated[tuple[Address, ...], Field(min_length=1)]
    timeout_seconds: Annotated[int, Field(ge=1, le=120)]


def load(path: Path | None = None) -> MailSettings:
    """Read `config/mail.yml`."""
    return read(path or place("mail.yml"), MailSettings)
