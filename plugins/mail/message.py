"""From a view to a finished e-mail: text and HTML as alternatives, pictures inside the HTML's part."""

from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP

from config.mail import MailSettings
from plugins.mail import charts, html, text, words
from plugins.mail.view import Night, Standing


def message_id(mail_id: str) -> str:
    """The same for every attempt to send this message, so that receivers can see that they have it."""
    return f"<plan-{mail_id}@mixloop>"


def plan_message(night: Night, settings: MailSettings, link: str, at: datetime) -> EmailMessage:
    """The nightly plan: `multipart/alternative` of text and `multipart/related` (HTML and its pictures)."""
    pictures = {chart.name: chart for chart in charts.draw(night)}
    message = _envelope(night.plan_id, words.subject(night), settings, at)
    message.set_content(text.plan_text(night, link))
    message.add_alternative(html.plan_html(night, pictures, link), subtype="html")
    page = _last_part(message)
    for chart in pictures.values():
        for palette, picture in (("light", chart.light), ("dark", chart.dark)):
            name = f"{chart.name}-{palette}"
            page.add_related(
                picture, "image", "png", cid=f"<{name}.{night.plan_id}@mixloop>", disposition="inline",
                filename=f"{name}.png",
            )  # fmt: skip
    return _with_steady_boundaries(message, night.plan_id)


def failure_message(mail_id: str, standing: Standing, settings: MailSettings, link: str, at: datetime) -> EmailMessage:
    """The word that a night failed: what stands, and why."""
    message = _envelope(mail_id, words.failure_subject(standing), settings, at)
    message.set_content(text.failure_text(standing, link))
    message.add_alternative(html.failure_html(standing, link), subtype="html")
    return _with_steady_boundaries(message, mail_id)


def _envelope(mail_id: str, subject: str, settings: MailSettings, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.recipients)
    message["Subject"] = subject
    message["Date"] = at
    message["Message-ID"] = message_id(mail_id)
    message["X-Mixloop-Plan"] = mail_id
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    return message


def _last_part(message: EmailMessage) -> MIMEPart:
    return list(message.iter_parts())[-1]


def _with_steady_boundaries(message: EmailMessage, mail_id: str) -> EmailMessage:
    """Boundaries from the message's name instead of chance: equal views and times make equal bytes."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_mixloop_{mail_id}_{number}")
    return message
