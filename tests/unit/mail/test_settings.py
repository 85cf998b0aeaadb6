"""Who gets the plan, and what the mail package costs to import."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import mail
from config.reading import ConfigError

GOOD = "sender: mixloop <loop@example.com>\nrecipients: [a@example.com]\ntimeout_seconds: 20\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "mail.yml"
    path.write_text(text)
    return path


def test_the_shipped_settings_are_whole():
    assert mail.load().recipients


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[a@example.com]", "[]"), "recipients"),
        (("[a@example.com]", "[nobody]"), "'recipients.0' is 'nobody': not one e-mail address; write it like"),
        (("[a@example.com]", "['a@example.com, b@example.com']"), "not one e-mail address"),
        (("mixloop <loop@example.com>", '"a@example.com\\r\\nBcc: thief@example.com"'), "not one e-mail address"),
        (("mixloop <loop@example.com>", '"<a@example.com>\\r\\n"'), "not one e-mail address"),
        (("timeout_seconds: 20", "timeout_seconds: 0"), "timeout_seconds"),
        (("sender", "sendr"), "unknown key 'sendr'"),
        (("timeout_seconds: 20", "password: hunter2"), "unknown key 'password'"),
    ],
)
def test_a_setting_that_can_not_work_is_named(tmp_path, change, says):
    with pytest.raises(ConfigError) as refusal:
        mail.load(written(tmp_path, GOOD.replace(*change)))
    assert says in str(refusal.value) and "mail.yml" in str(refusal.value)


def test_importing_the_mail_draws_no_charts_in():
    heavy = (
        "import plugins.mail, sys; print([m for m in ('matplotlib', 'pandas', 'numpy', 'airflow') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
