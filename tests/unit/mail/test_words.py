"""What a night's verdicts and plans are called."""

from dataclasses import replace
from decimal import Decimal

from plugins.mail import words
from plugins.mail.view import Check


def test_the_subject_starts_with_moves_and_names_what_is_held(a_night):
    assert words.subject(a_night()) == "6 moves, HOLD tv | plan for 2 March 2026"


def test_many_held_channels_are_counted_so_that_the_subject_stays_short(a_night):
    night = a_night()
    frozen = tuple(replace(c, verdict="freeze") for c in night.channels)
    said = words.subject(replace(night, channels=frozen))
    assert said == "6 moves, HOLD google_ads, linkedin +5 | plan for 2 March 2026"


def test_a_plan_that_waits_says_so_first(a_night):
    night = a_night(status="proposed", risk_tier="two_approvers")
    assert words.subject(night) == "APPROVAL NEEDED: 6 moves, HOLD tv | plan for 2 March 2026"
    assert words.to_do(night).startswith("To do: approve or reject plan 2026-03-02.1 (two different people).")
    assert "1,698.00 USD a day" in words.to_do(night)


def test_a_stopped_night_says_that_everything_is_held_and_by_what(a_night):
    night = a_night(
        kind="hold", cause="orders did not arrive",
        checks=(Check(scope="night", verdict="stop", failing="x"), Check(scope="shopify", verdict="stop", failing="x")),
    )  # fmt: skip
    assert words.subject(night) == "HOLD everything: shopify can't be used | plan for 2 March 2026"
    assert words.to_do(night).startswith("To do: mend shopify. No budget moves")


def test_a_hold_whose_cause_is_no_check_names_the_stored_cause(a_night):
    night = a_night(kind="hold", cause="the fit failed", checks=())
    assert words.subject(night) == "HOLD everything: the fit failed | plan for 2 March 2026"
    assert words.to_do(night) == "To do: mend the cause. No budget moves; the last approved plan stands."
    assert words.held_because(night) == [("Everything is held", "The fit failed.")]


def test_a_hold_before_the_first_plan_does_not_speak_of_a_last_plan(a_night):
    night = a_night(kind="hold", basis="status_quo", cause="the fit failed", checks=())
    assert words.to_do(night) == "To do: mend the cause. No budget moves; spend stays as it was."


def test_a_long_cause_does_not_fill_the_subject(a_night):
    night = a_night(kind="hold", cause="no plan keeps all guardrails " * 9, checks=())
    assert len(words.subject(night)) < 110
    assert words.subject(night).endswith(" ... | plan for 2 March 2026")


def test_a_quiet_night_has_nothing_to_do(a_night):
    night = a_night()
    still = tuple(
        replace(c, verdict="pass", change_micros=0, lines=tuple(replace(line, change_micros=0) for line in c.lines))
        for c in night.channels
    )
    quiet = replace(night, channels=still)
    assert words.subject(quiet) == "No moves | plan for 2 March 2026"
    assert words.to_do(quiet).startswith("Nothing to do. No move is worth it")


def test_a_plan_without_trouble_asks_for_nothing(a_night):
    night = a_night()
    fine = replace(night, channels=tuple(replace(c, verdict="pass") for c in night.channels))
    assert words.to_do(fine) == "Nothing to do. 6 channels move from Mon 2 Mar to Sun 8 Mar; the plan is approved."


def test_a_subject_is_one_line_whatever_a_channel_is_called(a_night):
    night = a_night()
    hostile = replace(night.channels[-1], channel="tv\r\nBcc: thief@example.com\x00")
    said = words.subject(replace(night, channels=(*night.channels[:-1], hostile)))
    assert "\n" not in said and "\r" not in said and "\x00" not in said


def test_profit_is_margin_of_the_effect_less_the_change_of_spend(a_night):
    night = a_night(current_micros=1_447_090_000, proposed_micros=1_360_260_000, gross_margin=Decimal("0.45"))
    cut = replace(night, effect=replace(night.effect, mean=Decimal(-95_000_000), low=Decimal(-159_000_000)))
    assert cut.profit is not None
    assert (cut.profit.mean, cut.profit.low) == (Decimal("44080000"), Decimal("15280000"))
    assert "revenue -95 (-159 to 2,790), profit +44 (15 to 1,342)" in words.worth(cut)


def test_a_plan_for_another_goal_does_not_speak_of_profit(a_night):
    night = a_night(north_star="cac")
    assert night.profit is None and "profit" not in words.worth(night) + words.colophon(night)
