"""Who an id is: the other ids that raw knows the same person by, and the orders that are theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from plugins.privacy.errors import PrivacyError

MOST = 50  # customers and addresses behind one request; more hang together by something that many share

_SHOP = """
select distinct customer_id, lower(customer_email) from raw.shopify__orders
where customer_id = any(%(known)s) or lower(customer_email) = any(%(known)s)
"""
_MAILS = """
select distinct profile_id, lower(email) from raw.klaviyo__events
where profile_id = any(%(known)s) or lower(email) = any(%(known)s)
"""
_ORDERS = """
select distinct order_id from raw.shopify__orders
where customer_id = any(%(known)s) or lower(customer_email) = any(%(known)s)
"""
_BROWSERS = """
select distinct user_pseudo_id from raw.ga4__events
where
    user_pseudo_id is not null
    and (
        user_pseudo_id = any(%(known)s) or user_id = any(%(known)s) or lower(user_id) = any(%(known)s)
        or transaction_id = any(%(orders)s)
    )
"""


@dataclass(frozen=True)
class Found:
    """What raw knows of the people behind some ids. An address is written in small letters here."""

    names: frozenset[str]
    browsers: frozenset[str]
    orders: frozenset[str]

    @property
    def ids(self) -> frozenset[str]:
        """All of their ids."""
        return self.names | self.browsers


def plain(person: str) -> str:
    """An id as it is compared: without blanks around it; an address in small letters."""
    return person.strip().lower() if "@" in person else person.strip()


def find(cursor: Cursor, given: Iterable[str]) -> Found:
    """The people whom these ids name: customers, addresses and profiles that belong together, then the browsers of their orders.

    A browser leads to nobody else: several people may buy with it.

    Raises
    ------
    PrivacyError
        No id was given, or they lead to more people than one request can be about.
    """
    names = {plain(one) for one in given} - {""}
    if not names:
        raise PrivacyError(
            "no id was given; write one a line to standard input: an e-mail address, a customer's or a browser's id"
        )
    most = len(names) + MOST
    before: set[str] = set()
    while names != before:
        before = set(names)
        for query in (_SHOP, _MAILS):
            cursor.execute(query, {"known": list(names)})
            names |= {one for row in cursor.fetchall() for one in row if one}
        if len(names) > most:
            raise PrivacyError(
                f"these ids lead to more than {MOST} others, so something is shared by many (an address of the house itself?); "
                "name the person by other ids"
            )
    cursor.execute(_ORDERS, {"known": list(names)})
    orders = {order for (order,) in cursor.fetchall()}
    cursor.execute(_BROWSERS, {"known": list(names), "orders": list(orders)})
    browsers = {browser for (browser,) in cursor.fetchall()}
    return Found(frozenset(names), frozenset(browsers), frozenset(orders))
