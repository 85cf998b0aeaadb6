"""Both parts of a message say the same, carry their pictures, and carry nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from config.mail import MailSettings
from plugins.mail import numbers, words
from plugins.mail.capture import self_contained_html
from plugins.mail.message import failure_message, plan_message
from plugins.mail.view import Check, Standing

AT = datetime(2026, 3, 2, 8, 4, tzinfo=UTC)
LINK = "http://127.0.0.1:8080/dags/nightly_loop/runs/manual__1"
SETTINGS = MailSettings(
    sender="mixloop <loop@example.com>", recipients=("a@example.com", "b@example.com"), timeout_seconds=5
)


class Page(HTMLParser):
    """What a page holds: tags with attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.said: list[str] = []
        self._mute = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._mute += tag == "style"

    def handle_endtag(self, tag):
        self._mute -= tag == "style"

    def handle_data(self, data):
        if not self._mute:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


def parts(message) -> tuple[str, str]:
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


@pytest.fixture(scope="module")
def _drawn() -> dict:
    return {}


@pytest.fixture
def message(a_night, _drawn):
    if not _drawn:  # pictures take a second to draw
        _drawn["message"] = plan_message(a_night(), SETTINGS, LINK, AT)
    return _drawn["message"]


def test_text_and_html_are_alternatives_and_pictures_belong_to_the_html(message):
    assert message.get_content_type() == "multipart/alternative"
    plain, related = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    page, *pictures = related.iter_parts()
    assert page.get_content_type() == "text/html"
    assert [p.get_filename() for p in pictures] == [
        f"{name}-{palette}.png" for name in ("moves", "curves", "since") for palette in ("light", "dark")
    ]
    assert all(p.get_content_disposition() == "inline" and p.get_content()[:4] == b"\x89PNG" for p in pictures)


def test_every_picture_that_the_page_shows_is_in_the_message_and_the_other_way_round(message):
    shown = set(re.findall(r'"cid:([^"]+)"', parts(message)[1]))
    carried = {p["Content-ID"].strip("<>") for p in message.walk() if p.get_content_maintype() == "image"}
    assert shown == carried and len(carried) == 6


def test_every_picture_has_a_sentence_with_its_numbers(message):
    pictures = [a for tag, a in Page(parts(message)[1]).tags if tag == "img"]
    assert len(pictures) == 3
    assert "google_ads up from 9,200.00 to 10,120.00" in pictures[0]["alt"]
    assert "tv is held at 6,000.00" in pictures[0]["alt"]
    assert all(int(p["width"]) <= 640 and int(p["height"]) > 0 and len(p["alt"]) > 40 for p in pictures)


def test_both_parts_start_with_what_to_do(message, a_night):
    plain, page = parts(message)
    to_do = words.to_do(a_night())
    assert " ".join(plain.split()).startswith(to_do)
    assert Page(page).text.removeprefix(words.subject(a_night())).strip().startswith(to_do)


def test_both_parts_hold_the_same_numbers_for_each_channel(message, a_night):
    plain, page = parts(message)
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    for channel in a_night().channels:
        amounts = [
            numbers.money(channel.current_micros),
            numbers.money(channel.proposed_micros),
            numbers.change(channel.change_micros),
            numbers.percent(channel.change_micros, channel.current_micros),
        ]
        in_text = [line for line in plain.splitlines() if line.split()[:1] == [channel.channel] and amounts[0] in line]
        assert [amount for amount in amounts if amount not in in_text[0]] == []
        (row,) = [r for r in rows if f'<th scope="row">{channel.channel}</th>' in r and amounts[0] in r]
        said = Page(row).text
        estimates = [numbers.effect(channel.effect), numbers.ratio(channel.mroas)]
        assert [number for number in amounts + estimates if number not in said] == []
        assert f"effect {numbers.effect(channel.effect)} USD a day, mROAS {numbers.ratio(channel.mroas)}" in plain
        why = words.why(a_night(), channel)
        assert why in " ".join(plain.split()) and why in Page(page).text


def test_a_held_channel_is_named_with_the_check_that_failed_in_both_parts(message):
    for part in parts(message):
        assert "tv: Every channel delivered: 0 files" in Page(part).text.replace(" :", ":")


def test_the_link_into_airflow_is_in_both_parts(message):
    plain, page = parts(message)
    assert LINK in plain
    assert [a["href"] for tag, a in Page(page).tags if tag == "a"] == [LINK]


def test_the_headers_name_the_plan_and_a_message_id_made_from_it(message):
    assert message["Message-ID"] == "<plan-2026-03-02.1@mixloop>"
    assert message["X-Mixloop-Plan"] == "2026-03-02.1"
    assert message["Subject"] == "6 moves, HOLD tv | plan for 2 March 2026"
    assert message["To"] == "a@example.com, b@example.com"
    assert message["Auto-Submitted"] == "auto-generated"


def test_nothing_comes_from_another_host_and_nothing_runs(message):
    page = Page(self_contained_html(message))
    assert not {tag for tag, _ in page.tags} & {"script", "iframe", "object", "form", "link", "base", "video"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("src", "srcset", "background", "poster"):
            assert attributes.get(name, "data:image/png;base64,").startswith("data:image/png;base64,")
    style = re.search(r"<style>(.*?)</style>", parts(message)[1], re.DOTALL)[1]
    assert "url(" not in style and "@import" not in style
    assert set(re.findall(r"https?://[^/\s\"<]+", " ".join(parts(message)))) == {"http://127.0.0.1:8080"}


def test_tables_say_their_currency_and_their_scope(message):
    page = parts(message)[1]
    for header in re.findall(r"<thead>.*?</thead>", page, re.DOTALL):
        assert header.count("<th ") == header.count('scope="col"')
    budgets = re.search(r'id="budgets".*?</thead>', page, re.DOTALL)[0]
    assert [" ".join(Page(h).text.split()) for h in re.findall(r"<th .*?</th>", budgets, re.DOTALL)] == [
        "Channel", "Now, USD/day", "New, USD/day", "Change, USD/day", "Effect, USD/day", "mROAS, USD/USD",
    ]  # fmt: skip


def test_hostile_names_and_reasons_are_text_and_not_markup(a_night):
    night = a_night()
    evil = '<img src=x onerror="alert(1)"><script>x</script>&amp;'
    hostile = replace(
        night.channels[0], channel=evil, lines=tuple(replace(line, reason=evil) for line in night.channels[0].lines)
    )
    night = replace(
        night, channels=(hostile, *night.channels[1:]), checks=(Check(scope=evil, verdict="freeze", failing=evil),),
        curves={evil: night.curves["google_ads"]},
    )  # fmt: skip
    message = plan_message(night, SETTINGS, LINK, AT)
    plain, page = parts(message)
    assert evil in plain
    assert "script" not in {tag for tag, _ in Page(page).tags}
    assert not [a for _, a in Page(page).tags if "onerror" in a]
    assert "&lt;script&gt;" in page


def test_equal_views_make_equal_bytes(message, a_night):
    assert plan_message(a_night(), SETTINGS, LINK, AT).as_bytes() == message.as_bytes()


def test_a_first_night_without_model_and_past_plans_is_whole_and_says_not_available(a_night):
    night = a_night()
    bare = replace(
        night, basis="status_quo", fit_id=None, north_star=None, days=(), spent=(), curves={}, checks=(),
        channels=tuple(replace(c, returns=None) for c in night.channels),
    )  # fmt: skip
    message = plan_message(bare, SETTINGS, LINK, AT)
    plain, page = parts(message)
    assert "mROAS n/a" in plain and "No channel passed all checks." in plain
    assert page.count("<img") == 1
    assert "'now' is mean daily spend of the last 28 days" in " ".join(plain.split())


def test_a_failed_night_names_its_cause_and_the_plan_that_stands():
    standing = Standing(
        decision_date=AT.date(), cause="build_marts failed: <b>no space left</b>", plan_id="2026-03-01.2",
        plan_date=AT.date().replace(day=1), currency="USD", proposed_micros=31_300_500_000,
    )  # fmt: skip
    message = failure_message("2026-03-02.failure-abc", standing, SETTINGS, LINK, AT)
    plain, page = parts(message)
    assert message["Subject"] == "FAILED, the last approved plan stands | plan for 2 March 2026"
    for part in (plain, page):
        assert "2026-03-01.2" in part and "31,300.50" in part and LINK in part
    assert "build_marts failed: <b>no space left</b>" in plain
    assert "build_marts failed: &lt;b&gt;no space left&lt;/b&gt;" in page
    assert message["Message-ID"] == "<plan-2026-03-02.failure-abc@mixloop>"


def test_a_failed_first_night_says_that_there_is_no_plan_yet():
    nothing = Standing(
        decision_date=AT.date(), cause="x", plan_id=None, plan_date=None, currency=None, proposed_micros=None
    )
    message = failure_message("m", nothing, SETTINGS, LINK, AT)
    assert message["Subject"] == "FAILED, no plan yet | plan for 2 March 2026"
    assert "No plan was ever approved" in parts(message)[0]


def test_a_plan_that_waits_says_how_to_answer_in_both_parts(a_night):
    message = plan_message(a_night(status="proposed", risk_tier="one_approver"), SETTINGS, LINK, AT)
    for part in parts(message):
        assert "python -m plugins.planning approve 2026-03-02.1 --actor you" in part


def test_a_plan_that_runs_asks_for_no_answer(message):
    for part in parts(message):
        assert "approve 2026" not in part


def test_on_a_held_night_every_channel_names_the_night_s_cause(a_night):
    message = plan_message(a_night(kind="hold", cause="orders did not arrive"), SETTINGS, LINK, AT)
    plain, page = parts(message)
    assert plain.count("Orders did not arrive.") == 8 and Page(page).text.count("Orders did not arrive.") == 8
    assert "its largest move" not in plain + page
