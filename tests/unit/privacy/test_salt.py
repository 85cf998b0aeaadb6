"""The salt: made once, whole, for this house alone; a weak one is refused."""

import pytest

from config.reading import ConfigError
from plugins.privacy.salt import print_of_salt, salt


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("MIXLOOP_DATA", str(tmp_path))
    monkeypatch.delenv("MIXLOOP_CUSTOMER_SALT", raising=False)
    return tmp_path


def test_the_salt_is_made_once_and_nobody_else_may_read_it(house, monkeypatch):
    assert salt() == salt() != ""
    assert [path.name for path in (house / "secrets").iterdir()] == ["customer.salt"]
    assert (house / "secrets" / "customer.salt").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "the company's own")
    assert salt() == "the company's own"


def test_a_salt_that_could_be_guessed_is_refused_and_not_repeated(monkeypatch):
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "pepper")
    with pytest.raises(ConfigError, match=r"^MIXLOOP_CUSTOMER_SALT has 6 characters: .* give it 16 or more$"):
        salt()


def test_the_print_of_a_salt_tells_it_from_another_and_holds_nothing_of_it(monkeypatch):
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "the company's own")
    first = print_of_salt()
    assert print_of_salt() == first and "company" not in first
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "the company's new")
    assert print_of_salt() != first
