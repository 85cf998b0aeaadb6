"""Consent, joined before any use: who takes it back, and a use that no contract allows any more, are gone the next night."""

import io
from datetime import date, timedelta

import pytest

from plugins.marts import build_marts, ensure_marts
from plugins.privacy import __main__ as command
from plugins.privacy.errors import PrivacyError
from plugins.privacy.people import MOST
from plugins.privacy.salt import key_of
from plugins.privacy.withdrawal import withdraw
from tests.integration.privacy.conftest import People, Person

NIGHTS = [date(2026, 3, 2) + timedelta(days=n) for n in range(2)]
CROWD = [Person(number) for number in range(4)]
ONE = CROWD[1]
USES = """
select
    (select count(*) from intermediate.int_sessions__consented where user_pseudo_id = %(key)s)
    + (select count(*) from intermediate.int_orders__recognised where user_pseudo_id = %(key)s)
    + (select count(*) from intermediate.int_journeys__lost where user_pseudo_id = %(key)s)
    + (select count(*) from marts.fct_touchpoints where order_id = any(%(orders)s) and channel <> 'none')
    + (select count(*) from marts.fct_attribution where order_id = any(%(orders)s) and channel <> 'unattributed')
"""


@pytest.fixture
def built(people: People) -> People:
    """The shop's first night."""
    people.deliver(NIGHTS[0], CROWD)
    people.load(NIGHTS[0])
    build_marts(NIGHTS[0])
    return people


def uses(people: People, one: Person) -> int:
    """Rows of journeys and credits that a person's visits lead to."""
    orders = [one.order_id(night - timedelta(days=1)) for night in NIGHTS]
    keyed = USES.replace("%(key)s", "%s").replace("%(orders)s", "%s")
    key = key_of(one.browser)
    return people.rows(keyed, key, key, key, orders, orders)[0][0]


def test_who_withdrew_is_used_by_no_night_from_the_next_one_on(built: People, monkeypatch, capsys) -> None:
    assert (before := uses(built, ONE)) > 0 and (others := uses(built, CROWD[2])) > 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ONE.email.upper()}\n\n"))
    assert command.main(["withdraw"]) == 0
    assert capsys.readouterr().out == "1 browsers, visits of 1 days\n"
    noted = "select key, from_night from privacy.withdrawals where key = %s"
    assert built.rows(noted, key_of(ONE.browser)) == [(key_of(ONE.browser), NIGHTS[1])]

    built.deliver(NIGHTS[1], CROWD)
    built.load(NIGHTS[1])
    build_marts(NIGHTS[1])
    assert uses(built, ONE) == 0
    assert uses(built, CROWD[2]) > others
    orders = "select count(*), sum(net_micros) from marts.fct_orders"
    assert built.rows(orders) == [(2 * len(CROWD), 2 * len(CROWD) * 80_000_000)]

    ensure_marts(NIGHTS[0])
    assert uses(built, ONE) == before, "the night before the withdrawal is what it was"


def test_a_withdrawal_for_a_night_that_was_built_is_followed_when_it_is_built_again(built: People) -> None:
    withdraw([ONE.browser], NIGHTS[0])
    build_marts(NIGHTS[0])
    assert uses(built, ONE) == 0


def test_a_use_that_no_contract_allows_ends_with_the_contract(built: People) -> None:
    built.rows("update privacy.contracts set valid_until = %s", NIGHTS[1])
    built.deliver(NIGHTS[1], CROWD)
    built.load(NIGHTS[1])
    build_marts(NIGHTS[1])
    assert [uses(built, one) for one in CROWD] == [0] * len(CROWD)
    assert built.rows("select count(*) from marts.fct_orders where customer_key is not null") == [(0,)]
    ensure_marts(NIGHTS[0])
    assert uses(built, ONE) > 0
    assert built.rows("select count(*) from marts.fct_orders where customer_key is null") == [(0,)]


def test_with_another_salt_no_night_is_built_since_nobody_who_withdrew_would_be_known(
    built: People, monkeypatch
) -> None:
    withdraw([ONE.browser])
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "another salt of the house")
    with pytest.raises(PrivacyError, match="the salt is not the one that withdrawals and erasures were noted with"):
        build_marts(NIGHTS[1])


def test_ids_that_lead_to_everybody_are_refused_and_named_nowhere(people: People, monkeypatch, capsys) -> None:
    crowd = [Person(number) for number in range(MOST + 2)]
    people.deliver(NIGHTS[0], crowd)
    shared = [one.order(NIGHTS[0], customer={"id": one.customer, "email": "till@shop.example"}) for one in crowd]
    people.place(f"shopify/{NIGHTS[0]}/orders.jsonl", shared)
    people.load(NIGHTS[0])
    for said, ids in (("lead to more than 50 others", "till@shop.example\n"), ("no id was given", "\n")):
        monkeypatch.setattr("sys.stdin", io.StringIO(ids))
        assert command.main(["withdraw"]) == 1
        assert said in (told := capsys.readouterr().err) and "till@" not in told
    assert people.rows("select count(*) from privacy.withdrawals") == [(0,)]
