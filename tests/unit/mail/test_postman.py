"""Which trouble with a mail server is worth another try, and what the error says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from config.mail import MailSettings
from plugins.mail.postman import MailError, MailRefusedError, hand_over

SETTINGS = MailSettings(sender="a@example.com", recipients=("b@example.com", "c@example.com"), timeout_seconds=2)


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SETTINGS.sender, ", ".join(SETTINGS.recipients), "s"
    message.set_content("hello")
    return message


@contextmanager
def a_server(monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], user: str = "") -> Iterator[int]:
    """A server that says `answers` to a command's first word (a list of them in turn by `|`), and 250 to the others."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    left = {word: said.split("|") for word, said in answers.items()}

    def serve() -> None:
        caller, _ = listening.accept()
        with caller, caller.makefile("rwb", buffering=0) as line:
            line.write(b"220 here\r\n")
            while command := line.readline().decode().strip():
                word = command.upper().split()[0]
                said = left.get(word, ["250 fine"])
                line.write(((said.pop(0) if len(said) > 1 else said[0]) + "\r\n").encode())
                if word == "DATA" and said[0].startswith("354"):
                    while line.readline() != b".\r\n":
                        pass
                    line.write((answers.get("end", "250 kept") + "\r\n").encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    monkeypatch.setenv("MIXLOOP_SMTP", f"smtp://{user}127.0.0.1:{port}")
    yield port
    listening.close()
    thread.join(5)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "MIXLOOP_SMTP does not name a mail server"),
        ("http://127.0.0.1:25", "MIXLOOP_SMTP does not name a mail server"),
        ("smtp://127.0.0.1:notaport", "MIXLOOP_SMTP does not name a mail server"),
        ("smtp://", "MIXLOOP_SMTP does not name a mail server"),
        ("smtp://user:hunter2@mail.example.com:25", "its password would travel in the clear; add .starttls=1"),
    ],
)
def test_an_address_that_can_not_work_is_refused_without_a_try(monkeypatch, tmp_path, address, says):
    monkeypatch.setenv("MIXLOOP_DATA", str(tmp_path))
    monkeypatch.setenv("MIXLOOP_SMTP", address)
    with pytest.raises(MailRefusedError, match=says) as refusal:
        hand_over(a_message(), SETTINGS)
    assert "hunter2" not in str(refusal.value)


def test_a_server_that_is_down_is_worth_another_try_and_named(monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        monkeypatch.setenv("MIXLOOP_SMTP", f"smtp://127.0.0.1:{port}")
        with pytest.raises(MailError, match=rf"no mail server at 127\.0\.0\.1:{port}: .*refused; start it \(make up\)"):
            hand_over(a_message(), SETTINGS)


def test_a_server_that_says_nothing_is_worth_another_try(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("MIXLOOP_SMTP", f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(MailError, match="timed out"):
            hand_over(a_message(), SETTINGS)


@pytest.mark.parametrize(
    ("answers", "error", "says"),
    [
        ({"MAIL": "451 greylisted"}, MailError, r"answers 451 \(greylisted\)"),
        ({"MAIL": "550 who are you"}, MailRefusedError, r"answers 550 \(who are you\)"),
        ({"RCPT": "550 nobody here"}, MailRefusedError, r"recipients: b@example.com \(550\), c@example.com \(550\)"),
        ({"RCPT": "450 mailbox busy"}, MailError, r"recipients: b@example.com \(450\)"),
        ({"DATA": "354 go on", "end": "452 disk full"}, MailError, r"answers 452 \(disk full\)"),
        ({"DATA": "354 go on", "end": "554 spam"}, MailRefusedError, r"answers 554 \(spam\)"),
    ],
)  # fmt: skip
def test_a_later_is_tried_again_and_a_no_is_not(monkeypatch, answers, error, says):
    with a_server(monkeypatch, answers) as port, pytest.raises(error, match=says) as refusal:
        hand_over(a_message(), SETTINGS)
    assert f"127.0.0.1:{port}" in str(refusal.value)


def test_a_wrong_password_is_refused_and_never_repeated(monkeypatch):
    answers = {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 wrong"}
    with a_server(monkeypatch, answers, user="loop:hunter2@"), pytest.raises(MailRefusedError) as refusal:
        hand_over(a_message(), SETTINGS)
    assert "refuses the user or password (535)" in str(refusal.value) and "hunter2" not in str(refusal.value)


def test_a_server_that_knows_no_passwords_is_a_refusal(monkeypatch):
    with a_server(monkeypatch, {}, user="loop:hunter2@"), pytest.raises(MailRefusedError) as refusal:
        hand_over(a_message(), SETTINGS)
    assert "mend MIXLOOP_SMTP" in str(refusal.value) and "hunter2" not in str(refusal.value)


def test_recipients_that_a_server_refuses_are_named_while_the_others_get_their_mail(monkeypatch):
    answers = {"RCPT": "250 fine|550 nobody here", "DATA": "354 go on"}
    with a_server(monkeypatch, answers):
        assert hand_over(a_message(), SETTINGS) == ["c@example.com"]


def test_a_connection_that_breaks_is_worth_another_try(monkeypatch):
    answers = {"DATA": "354 go on", "end": "421 shutting down"}
    with a_server(monkeypatch, answers), pytest.raises(MailError, match="421"):
        hand_over(a_message(), SETTINGS)
