"""How a message gets to the mail server, and how a refusal reads."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from config.mail import MailSettings
from plugins.errors import PassingFault
from plugins.house.places import setting
from plugins.mail import words

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class MailError(PassingFault):
    """The mail server can't be reached or asks to come back later: try again."""


class MailRefusedError(RuntimeError):
    """The mail server, or the setting that names it, refuses for good: trying again won't help."""


def hand_over(message: EmailMessage, settings: MailSettings) -> list[str]:
    """Give the message to the server of MIXLOOP_SMTP; returns the recipients it refused while it took others.

    Raises
    ------
    MailError
        The server is down, breaks off, or asks to come back later.
    MailRefusedError
        The setting names no server, or the server refuses the sender, the password or all recipients.
    """
    with _server(settings.timeout_seconds) as server:
        return _answered(server, lambda: sorted(server.smtp.send_message(message)))


@dataclass(frozen=True, kw_only=True)
class _Server:
    smtp: smtplib.SMTP
    where: str

    def __enter__(self) -> "_Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.smtp.close()


def _server(timeout: int) -> _Server:
    """Open and greet the server of MIXLOOP_SMTP (`smtp://user:password@host:port?starttls=1`, or `smtps://`)."""
    address = urlsplit(setting("MIXLOOP_SMTP") or "")
    try:
        host, port = address.hostname, address.port
    except ValueError:
        host, port = None, None
    if address.scheme not in ("smtp", "smtps") or not host:
        raise MailRefusedError(
            "MIXLOOP_SMTP does not name a mail server; set it like smtp://user:password@mail.example.com:587?starttls=1,"
            " or start the local capture: make up"
        )
    starttls = parse_qs(address.query).get("starttls", ["0"])[0] in ("1", "true")
    port = port or (465 if address.scheme == "smtps" else 587 if starttls else 25)
    where = f"{host}:{port}"
    if address.username and not starttls and address.scheme == "smtp" and host not in LOOPBACK:
        raise MailRefusedError(
            f"mail server {where}: its password would travel in the clear; add ?starttls=1 to MIXLOOP_SMTP"
        )
    kind = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    try:
        server = _Server(smtp=kind(host, port, timeout=timeout), where=where)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"no mail server at {where}: {_why(error)}; start it (make up) or mend MIXLOOP_SMTP") from None

    def greet() -> None:
        if starttls:
            server.smtp.starttls()
        if address.username:
            server.smtp.login(unquote(address.username), unquote(address.password or ""))

    try:
        _answered(server, greet)
    except BaseException:
        server.smtp.close()
        raise
    return server


def _answered[T](server: _Server, ask: Callable[[], T]) -> T:
    """The server's answer, or an error that says whether to come back."""
    try:
        return ask()
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefusedError(
            f"mail server {server.where} refuses the user or password ({error.smtp_code}); mend MIXLOOP_SMTP"
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefusedError(f"mail server {server.where}: {_why(error)}; mend MIXLOOP_SMTP") from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = {address: code for address, (code, _) in error.recipients.items()}
        said = ", ".join(f"{address} ({code})" for address, code in sorted(codes.items()))
        kind = MailError if all(400 <= code < 500 for code in codes.values()) else MailRefusedError
        raise kind(f"mail server {server.where} takes none of the recipients: {said}; mend config/mail.yml") from None
    except smtplib.SMTPResponseException as error:
        kind = MailError if 400 <= error.smtp_code < 500 else MailRefusedError
        raise kind(f"mail server {server.where} answers {error.smtp_code} ({_why(error)}); ask who runs it") from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"mail server {server.where} broke off: {_why(error)}; the message is sent again") from None


def _why(error: BaseException) -> str:
    said = error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error)
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return words.one_line(text) or type(error).__name__
