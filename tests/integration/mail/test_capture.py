"""The local capture: each message becomes a file, whole, under a harmless name."""

import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from plugins.mail.capture import HOST, keep


def a_message(plan_id: str | None = "2026-03-02.1", body: str = "hello") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "s"
    message["Message-ID"] = "<m1@example.com>"
    if plan_id is not None:
        message["X-Mixloop-Plan"] = plan_id
    message.set_content(body)
    message.add_alternative('<p>hi</p><img src="cid:one@x">', subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG-bytes", "image", "png", cid="<one@x>")
    return message


def deliver(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP(HOST, port, timeout=10) as server:
        server.send_message(message)


def test_a_message_becomes_an_eml_and_a_page_with_its_pictures_inside(capture):
    deliver(capture.port, a_message())
    assert sorted(p.name for p in capture.outbox.iterdir()) == ["2026-03-02.1.eml", "2026-03-02.1.html"]
    page = (capture.outbox / "2026-03-02.1.html").read_text()
    assert "cid:" not in page and 'src="data:image/png;base64,iVBORy1ieXRlcw=="' in page.replace("\n", "")


def test_the_same_plan_again_writes_over_its_file(capture):
    deliver(capture.port, a_message(body="first"))
    deliver(capture.port, a_message(body="second"))
    (message,) = capture.messages().values()
    assert message.get_body(("plain",)).get_content().strip() == "second"


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "..", "a\\b", "x" * 300, "é .1"])
def test_a_hostile_plan_id_stays_inside_the_outbox(tmp_path: Path, name: str):
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    kept = keep(a_message(name).as_bytes(), outbox)
    assert kept.parent == outbox and kept.exists() and not kept.name.startswith(".") and len(kept.name) < 120
    assert list(tmp_path.iterdir()) == [outbox]


def test_mail_of_others_is_kept_under_a_name_made_from_its_message_id(tmp_path: Path):
    one = keep(a_message(None).as_bytes(), tmp_path)
    assert one.name.startswith("mail-") and one == keep(a_message(None).as_bytes(), tmp_path)


def test_an_outbox_that_can_not_be_written_is_an_error_to_the_sender_and_leaves_no_half_file(capture):
    capture.outbox.rmdir()
    capture.outbox.write_text("in the way")
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        deliver(capture.port, a_message())
    assert refusal.value.smtp_code == 451


def test_a_port_that_is_taken_is_named_with_the_mend(capture, tmp_path: Path):
    second = subprocess.run(
        [sys.executable, "-m", "plugins.mail.capture", "--port", str(capture.port), "--outbox", str(tmp_path / "o")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"can't listen on 127.0.0.1:{capture.port}" in second.stderr and "choose another --port" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_sigterm_ends_it_at_once(capture):
    capture.process.terminate()
    assert capture.process.wait(timeout=10) == 0
