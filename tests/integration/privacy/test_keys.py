"""Beyond raw people are keys that join, that nobody else could make, and that end with the salt they were made with."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from plugins.marts import build_marts, ensure_marts
from tests.integration.privacy.conftest import FIRST_DAY, People, Person

NIGHT = date(2026, 3, 2)
CROWD = [Person(number) for number in range(4)]
SALT = "the salt of the test house"
KEYS = """
select 'sessions', user_pseudo_id from intermediate.int_sessions__consented
union select 'purchases', user_pseudo_id from intermediate.int_orders__recognised
union select 'orders', customer_key from marts.fct_orders
"""


@pytest.fixture
def built(people: People, monkeypatch: pytest.MonkeyPatch) -> People:
    """The shop's first night."""
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", SALT)
    people.deliver(NIGHT, CROWD)
    people.load(NIGHT)
    build_marts(NIGHT)
    return people


def keyed(salt: str) -> set[tuple[str, str]]:
    """What the tables should know of the crowd."""
    browsers = {sha256((salt + one.browser).encode()).hexdigest() for one in CROWD}
    customers = {sha256((salt + one.customer).encode()).hexdigest() for one in CROWD}
    visits = {(table, key) for table in ("sessions", "purchases") for key in browsers}
    return visits | {("orders", key) for key in customers}


def test_visitors_buyers_and_customers_are_salted_keys_beyond_raw(built: People) -> None:
    assert set(built.rows(KEYS)) == keyed(SALT)
    touches = "select count(distinct order_id), count(*) from marts.fct_touchpoints where channel <> 'none'"
    assert built.rows(touches) == [(len(CROWD), 2 * len(CROWD))], "keys of visits and of purchases don't join"


def test_another_salt_makes_every_key_anew_on_the_same_night(built: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "another salt of the house")
    build_marts(NIGHT)
    assert set(built.rows(KEYS)) == keyed("another salt of the house")


def test_the_salt_stands_in_no_file_and_in_no_table(built: People) -> None:
    ensure_marts(NIGHT)
    written = [path for path in (Path(built.zone).parent / "data").rglob("*") if path.is_file()]
    assert len(written) > 10
    assert [path for path in written if SALT in path.read_bytes().decode("utf-8", "replace")] == []
    books = "select count(*) from ops.marts_standing where project_hash like %s union all select 0"
    assert set(built.rows(books, f"%{SALT}%")) == {(0,)}
    assert built.rows("select min(day) from marts.fct_orders") == [(FIRST_DAY,)]
