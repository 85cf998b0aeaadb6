"""R37: after a night nobody is named beyond raw; who was forgotten is nowhere; who withdrew is used by no later night."""

import io
from contextlib import closing
from datetime import date, timedelta

import psycopg2
import pytest

from plugins import gate
from plugins.marts import build_marts, publish_marts
from plugins.privacy import __main__ as command
from plugins.privacy.erasure import erase
from plugins.privacy.salt import key_of
from plugins.privacy.scan import Scan, look_for, scan
from plugins.privacy.withdrawal import withdraw
from tests.integration.privacy.conftest import FIRST_DAY, People, Person
from tests.integration.privacy.test_withdrawal import uses

NIGHTS = [date(2026, 3, 2) + timedelta(days=n) for n in range(4)]
CROWD = [Person(number) for number in range(12)]
FORGOTTEN, WITHDRAWN = CROWD[1], CROWD[2]


def night(people: People, number: int, verdict: str = "pass") -> None:
    """A whole night: delivered, loaded, doubted, built, and published if its gates let it pass."""
    when = NIGHTS[number]
    people.deliver(when, CROWD, [when - timedelta(days=1 + n) for n in range(number + 1)])
    people.load(when)
    gate.doubt_deliveries(when)
    build_marts(when)
    people.rows("delete from gate.verdicts where decision_date = %s", when)
    for asked in ("raw", "mart"):
        people.rows(
            "insert into gate.verdicts (decision_date, gate, version, scope, verdict) values (%s, %s, 1, 'night', %s)",
            when, asked, verdict,
        )  # fmt: skip
    assert publish_marts(when)["published"] == (verdict == "pass")


def found(people: People, words: list[str] | None = None) -> Scan:
    """What the scan says; of these words, or of all people."""
    with closing(psycopg2.connect(people.warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"])) as connection:
        return scan(connection) if words is None else look_for(connection, words)


def traces(people: People, one: Person) -> list[str]:
    """Whatever tells of a person: ids, keys, and hashes of their rows as they stand."""
    hashes = people.rows(
        "select row_hash::text from raw.ga4__events where user_pseudo_id = %s union all"
        " select row_hash::text from raw.shopify__orders where customer_id = %s union all"
        " select row_hash::text from raw.klaviyo__events where profile_id = %s",
        one.browser, one.customer, one.profile,
    )  # fmt: skip
    return [*one.ids, *map(key_of, one.ids), *(each for (each,) in hashes)]


def small_cells(people: People, schema: str) -> int:
    """Cells of tables that count people with fewer than five in them, 'few' among them."""
    return people.rows(
        f"select (select count(*) from {schema}.panel_outcome where orders between 1 and 4)"  # noqa: S608
        f" + (select count(*) from {schema}.fct_paths where journeys between 1 and 4)"
    )[0][0]


def credited(people: People) -> list[tuple]:
    """Revenue of orders and of credits, in what is built and what is read; and orders of the forgotten with a path."""
    own = [FORGOTTEN.order_id(when - timedelta(days=1)) for when in NIGHTS]
    return [
        people.rows(
            f"select (select sum(net_micros) from {schema}.fct_orders), sum(linear_micros), sum(shapley_micros),"  # noqa: S608
            f" count(*) filter (where order_id = any(%s) and channel <> 'unattributed') from {schema}.fct_attribution",
            own,
        )[0]
        for schema in ("marts", "published")
    ]


@pytest.mark.proof("R37")
def test_nobody_is_named_beyond_raw_and_nobody_forgotten_or_withdrawn_is_used(
    people: People, monkeypatch, capsys
) -> None:
    night(people, 0)
    first = found(people)
    assert (first.finds, first.ids > 4 * len(CROWD), first.tables > 40) == ((), True, True)
    small, read = small_cells(people, "marts"), small_cells(people, "published")
    assert (small > 2, read) == (True, 0)

    of_one = traces(people, FORGOTTEN)
    before = found(people, of_one)
    assert {find.place.split(".")[0] for find in before.finds} >= {
        "raw",
        "staging",
        "intermediate",
        "marts",
        "published",
    }
    erase([FORGOTTEN.email])
    assert found(people, of_one).finds == (), "somebody is forgotten before the next build, too"
    sold = len(CROWD) * 80_000_000
    assert credited(people) == [(sold, sold, sold, 0)] * 2

    night(people, 1, verdict="stop")  # the platforms deliver the forgotten again, and nothing is published
    after = found(people, of_one)
    assert after.finds == ()
    assert found(people).finds == ()
    assert credited(people) == [(2 * sold, 2 * sold, 2 * sold, 0), (sold, sold, sold, 0)]

    assert uses(people, WITHDRAWN) > 0
    withdraw([WITHDRAWN.customer])
    night(people, 2)
    withdrawn = uses(people, WITHDRAWN)
    assert (withdrawn, uses(people, CROWD[3]) > 0) == (0, True)
    last = found(people)
    assert last.finds == ()
    assert credited(people) == [(3 * sold, 3 * sold, 3 * sold, 0)] * 2
    print(f"R37: {last}")
    print(
        f"R37: {len(of_one)} ids, keys and hashes of a person in {len(before.finds)} columns before, 0 a night after erasure"
    )
    print(f"R37: {small} cells of fewer than five people in marts, {read} in what people read")
    print(f"R37: withdrawn consent used {withdrawn} times the next night")


def test_the_scan_finds_whom_it_should_and_names_nobody(people: People, monkeypatch, capsys) -> None:
    people.deliver(NIGHTS[0], CROWD)
    people.load(NIGHTS[0])
    assert command.main(["scan"]) == 0
    assert capsys.readouterr().out.endswith("0 found\n")
    one = CROWD[0]
    planted = {
        "a whole cell": one.browser,
        "in a sentence": f"first order of customer {one.customer}, again",
        "in another case": one.email.upper(),
        "in json": f'{{"who": "{one.profile}"}}',
        "an address that raw does not know": "write to somebody.else@example.org",
        "a phone number": "call +1 (415) 555-0100 first",
        "an IP address": "came from 203.0.113.7",
    }
    people.rows("create table marts.planted (told text not null)")
    for what, text in planted.items():
        people.rows("truncate marts.planted")
        people.rows("insert into marts.planted values (%s)", text)
        assert command.main(["scan"]) == 1, f"{what} is not found"
        told = capsys.readouterr()
        assert "marts.planted.told: " in told.err
        assert text not in told.err + told.out and one.browser not in told.err
    people.rows("truncate marts.planted")
    harmless = ["order 66030100 of 2026-03-01 10:00:00", "1.10.2", "4155550100", "0.1 + 0.2 = 0.3; +12 %"]
    for text in harmless:
        people.rows("insert into marts.planted values (%s)", text)
    assert command.main(["scan"]) == 0, capsys.readouterr().err
    assert people.rows("select min(day) from raw.shopify__orders") == [(FIRST_DAY,)]


def test_what_was_forgotten_needs_no_argument_that_others_could_read(people: People, monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("nobody@example.com\n"))
    with pytest.raises(SystemExit):
        command.main(["erase", "nobody@example.com"])
    assert command.main(["erase"]) == 0
    assert "nobody" not in capsys.readouterr().out
