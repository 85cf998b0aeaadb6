"""The loop's letters: the nightly plan, and the word that a night failed; each is sent once."""

from plugins.mail.postman import MailError, MailRefusedError
from plugins.mail.send import send_failure, send_plan

__all__ = ["MailError", "MailRefusedError", "send_failure", "send_plan"]
