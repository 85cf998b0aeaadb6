"""How a letter goes out once: written down first, sent second, and named so that a second try is the same letter."""

import dataclasses
import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from urllib.parse import quote

from psycopg2.extensions import connection as Connection

from config.mail import MailSettings, load
from plugins import stages
from plugins.house.places import ui
from plugins.mail import words
from plugins.mail.message import failure_message, message_id, plan_message
from plugins.mail.postman import hand_over
from plugins.mail.reading import read_night, read_standing
from plugins.stages import Summary, digest
from plugins.warehouse import connect

log = logging.getLogger(__name__)


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
    return f"{ui()}/dags/nightly_loop" + (f"/runs/{quote(run_id, safe='')}" if run_id else "")


def _send_once(connection: Connection, letter: Letter, settings: MailSettings) -> Summary:
    subject = str(letter.message["Subject"])
    refused: list[str] = []
    if _note(letter, subject, settings):
        refused = hand_over(letter.message, settings)
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
