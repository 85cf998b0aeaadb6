"""Who gets the nightly plan by e-mail."""

from email.utils import getaddresses
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from config.reading import Settings, place, read


def _one_address(text: str) -> str:
    addresses = [address for _, address in getaddresses([text])]
    user, _, host = addresses[0].rpartition("@") if len(addresses) == 1 else ("", "", "")
    if not (user and host) or any(sign.isspace() for sign in user + host) or not text.isprintable():
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
