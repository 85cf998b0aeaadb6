"""How a letter goes out once: written down first, sent second, and named so that a second try is the same letter."""

import dataclasses
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from urllib.parse import parse_qs, quote, unquote, urlsplit

from psycopg2.extensions import connection as Connection

from config.mail import MailSettings, load
from plugins import stages
from plugins.errors import PassingFault
from plugins.house.places import setting
from plugins.mail import words
from plugins.mail.message import failure_message, message_id, plan_message
from plugins.mail.reading import read_night, read_standing
from plugins.stages import Summary, digest
from plugins.warehouse import connect

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class MailError(PassingFault):
    """The mail server can't be reached or asks to come back later: try again."""


class MailRefusedError(RuntimeError):
    """The mail server, or the setting that names it, refuses for good: trying again won't help."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message and what the outbox keeps of it."""

    mail_id: str
    kind: str
    decision_date: date
    content_hash: str
    message: EmailMessage


def send_plan(decision_date: date, run_id: str | None = None) -> Summary:
    """Send the newest plan version of a decision date, once however often it is called.

    Parameters
    ----------
    run_id : str, optional
        The DAG run that the message links to; without it the link leads to the DAG.

    Returns
    -------
    dict
        `plan_id`, `message_id`, `subject`, `recipients`, and `refused`: addresses that the server didn't take.

    Raises
    ------
    MailError
        The server is down or busy; nothing was marked as sent, so a retry sends it.
    MailRefusedError
        The server refuses this sender, its password or all recipients.

    Notes
    -----
    SMTP knows no transactions. The outbox row is committed as `sending` before the first byte leaves, and becomes
    `sent` in the stage's own transaction. A process killed in between sends again, with the same Message-ID and
    X-Mixloop-Plan: receivers that know the message drop the copy, and the local capture writes over the same file, so
    one message results.
    """
    connection = connect("loop")
    try:
        night = read_night(connection, decision_date)
    finally:
        connection.close()
    settings = load()
    link = run_link(run_id)

    def send_it(connection: Connection, version: int) -> tuple[str, Summary]:
        letter = Letter(
            mail_id=night.plan_id,
            kind="plan",
            decision_date=decision_date,
            content_hash=digest(dataclasses.asdict(night)),
            message=plan_message(night, settings, link, datetime.now(UTC)),
        )
        return letter.content_hash, {"plan_id": night.plan_id, **_send_once(connection, letter, settings)}

    return stages.run("mail", decision_date, digest("plan", night.plan_id), send_it)


def send_failure(decision_date: date, cause: str, run_id: str | None = None) -> Summary:
    """Say that the night failed, why, and which approved plan stands; once for a decision date and cause.

    Raises and promises what `send_plan` does.
    """
    connection = connect("loop")
    try:
        standing = read_standing(connection, decision_date, cause)
    finally:
        connection.close()
    settings = load()
    mail_id = f"{decision_date}.failure-{digest(cause)[:12]}"

    def send_it(connection: Connection, version: int) -> tuple[str, Summary]:
        letter = Letter(
            mail_id=mail_id,
            kind="failure",
            decision_date=decision_date,
            content_hash=digest(dataclasses.asdict(standing)),
            message=failure_message(mail_id, standing, settings, run_link(run_id), datetime.now(UTC)),
        )
        return letter.content_hash, {"mail_id": mail_id, **_send_once(connection, letter, settings)}

    return stages.run("failure_mail", decision_date, digest("failure", mail_id), send_it)


def run_link(run_id: str | None) -> str:
    """Where Airflow shows the night."""
    ui = (setting("MIXLOOP_UI") or "http://127.0.0.1:8080").rstrip("/")
    return f"{ui}/dags/nightly_loop" + (f"/runs/{quote(run_id, safe='')}" if run_id else "")


def _send_once(connection: Connection, letter: Letter, settings: MailSettings) -> Summary:
    subject = str(letter.message["Subject"])
    refused: list[str] = []
    if _note(letter, subject, settings):
        refused = _hand_over(letter.message, settings)
        with connection.cursor() as cursor:
            cursor.execute(
                "update mail.outbox set status = 'sent', sent_at = clock_timestamp() where mail_id = %s",
                (letter.mail_id,),
            )
        log.info("mail %s: %r to %s", letter.mail_id, subject, words.count(len(settings.recipients), "recipient"))
    return {
        "message_id": message_id(letter.mail_id),
        "subject": subject,
        "recipients": len(settings.recipients),
        "refused": refused,
    }


def _note(letter: Letter, subject: str, settings: MailSettings) -> bool:
    """Write the outbox row and commit it; False if the letter was already sent."""
    connection = connect("loop")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "insert into mail.outbox"
                " (mail_id, kind, decision_date, message_id, subject, recipients, content_hash, status)"
                " values (%s, %s, %s, %s, %s, %s, %s, 'sending')"
                " on conflict (mail_id) do update set subject = excluded.subject, recipients = excluded.recipients,"
                " content_hash = excluded.content_hash where outbox.status = 'sending'",
                (
                    letter.mail_id,
                    letter.kind,
                    letter.decision_date,
                    message_id(letter.mail_id),
                    subject,
                    list(settings.recipients),
                    letter.content_hash,
                ),
            )
            return cursor.rowcount == 1
    finally:
        connection.close()


def _hand_over(message: EmailMessage, settings: MailSettings) -> list[str]:
    """Give the message to the mail server; returns the recipients it refused while it took others."""
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
