"""Which tests can see a mutant of which file, the cheap ones first."""

import re

ONE_BUILD = "tests/integration/dbt_project/"
_TRUTH = [f"{ONE_BUILD}test_truth.py::{test}" for test in (
    "test_spend_is_what_the_newest_known_delivery_says_to_the_micro",
    "test_a_file_that_never_came_leaves_stand_ins_that_say_so",
    "test_tv_off_the_air_is_a_true_zero_until_its_last_delivery_and_imputed_after",
    "test_an_order_cancelled_later_brings_nothing_on_its_own_day",
    "test_no_table_past_raw_knows_a_persons_mail_or_number",
    "test_the_same_customer_has_the_same_key_and_no_other_house_could_compute_it",
)]  # fmt: skip
_TRUTH_FILES = r"staging/(meta|offline|shopify|ops)|intermediate/(media|orders|panel)|marts/(media|orders|panel)"
_NIGHTS = [f"{ONE_BUILD}test_nights.py::{test}" for test in (
    "test_a_late_file_and_a_replayed_row_each_make_a_new_version_of_their_night",
    "test_a_changed_project_is_built_from_nothing",
    "test_nights_in_any_order_equal_nights_built_from_nothing",
    "test_after_a_kill_any_night_between_comes_out_right",
)]  # fmt: skip
_FIRST_NIGHTS = [
    f"{ONE_BUILD}test_nights.py::test_a_night_touches_no_day_that_it_learned_nothing_of",
    f"{ONE_BUILD}test_publish.py::test_the_next_night_copies_what_changed_and_an_earlier_one_turns_nobody_back",
]
_CREDIT_NIGHTS = [
    f"{ONE_BUILD}test_attribution.py::test_a_night_of_a_few_visits_leaves_the_other_months_alone",
    f"{ONE_BUILD}test_attribution.py::test_a_night_that_makes_anew_only_what_changed_equals_a_rebuild",
]
_FOLLOWS = r"plugins/marts|changes/|__changed|macros/change|staging/ops|staging/shopify"

# Tests, and the files (a macro's are those of the models that call it) whose mutants they can see: dearer ones further down.
_TABLE: list[tuple[list[str], str]] = [
    (_CREDIT_NIGHTS, r"int_months__changed|macros/changes"),
    (_FIRST_NIGHTS, r"macros/change|changes/|staging/(ops|shopify)|intermediate/(media|orders)|marts/(media|orders)"),
    ([f"{ONE_BUILD}test_attribution.py"], r"(intermediate|marts)/attribution/(?!int_months__changed)"),
    (_TRUTH, _TRUTH_FILES),
    ([f"{ONE_BUILD}test_more_channels.py"], r"staging/(amazon|dv360|trade_desk)|intermediate/media|marts/(media|geos)"),
    (
        [f"{ONE_BUILD}test_money.py"],
        r"staging/ecb|money|marts/media|intermediate/orders|panel|changed_days|macros/changed",
    ),
    ([f"{ONE_BUILD}test_market.py"], r"staging/|touches|media|attribution|panel|orders|geos"),
    (
        [f"{ONE_BUILD}test_totals.py"],
        r"totals|staging/meta|intermediate/media|marts/media|panel|covered|changed_days|macros/changed",
    ),
    (_NIGHTS, _FOLLOWS),
    ([f"{ONE_BUILD}test_web_nights.py"], rf"staging/ga4|touches|attribution|{_FOLLOWS}"),
    (
        ["tests/integration/privacy/test_withdrawal.py", "tests/integration/privacy/test_keys.py"],
        r"staging/(ga4|shopify|privacy)|touches",
    ),
    ([f"{ONE_BUILD}test_publish.py"], r"changes/"),
    ([f"{ONE_BUILD}test_features.py"], r"panel"),
    (
        [f"{ONE_BUILD}test_same_facts.py"],
        r"ga4|klaviyo|ecb|google_ads|meta|shopify|money|attribution|touches|orders|media|panel",
    ),
    (["tests/integration/loader/test_oracle.py"], r"staging/(google_ads|meta|offline|shopify)|orders|fct_ad_days"),
]


def killers_of(files: list[str]) -> list[str]:
    """Tests that can see mutants of these files of the dbt project, in the order in which to ask them."""
    return [test for tests, seen in _TABLE if any(re.search(seen, file) for file in files) for test in tests]


def groups() -> list[list[str]]:
    """All tests, those together that share what they build."""
    return [tests for tests, _ in _TABLE]
