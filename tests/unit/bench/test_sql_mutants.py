"""The mutator: it changes SQL and nothing else, in one place at a time."""

import difflib

import pytest

from bench.sql_mutants import by_hand, equivalent
from bench.sql_mutants.edits import edits
from bench.sql_mutants.mutants import mutants_of, sample
from bench.sql_mutants.tokens import TokenError, tokens
from plugins.house.places import ROOT

PROJECT = ROOT / "dbt_project"


def edited(text: str) -> dict[str, list[str]]:
    """Mutated texts by the kind of edit."""
    found: dict[str, list[str]] = {}
    for edit in edits(text):
        found.setdefault(edit.operator, []).append(edit.applied_to(text))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "-- a < b and c = 1",
        "/* where a or b */",
        "{# 1 + 1 = 2 #}",
        "{% if a == 1 and b > 2 %}{% endif %}",
        "select '{{ var(\"a\") }} < 1 and it''s'",
        "select {{ f('a = b or c') }}",
        'select "a > 1"',
    ],
)
def test_comments_strings_and_templates_are_left_alone(text):
    assert edits(text) == []


def test_a_mutant_differs_from_its_file_in_one_place():
    for path in PROJECT.glob("m*s/**/*.sql"):
        text = path.read_text()
        for edit in edits(text):
            changed = edit.applied_to(text)
            assert changed != text
            assert changed.startswith(text[: edit.start]) and changed.endswith(text[edit.end :])
            assert len(changed) == len(text) - (edit.end - edit.start) + len(edit.new)


@pytest.mark.parametrize(
    ("text", "kind", "mutants"),
    [
        ("where a < 1", "boundary", ["where a <= 1"]),
        ("where a <> b", "comparison", ["where a = b"]),
        ("where a between 1 and 2 and b", "and/or", ["where a between 1 and 2 or b"]),
        ("where a and b or c", "predicate", ["where true and b or c", "where a and false or c", "where a and b or false"]),
        ("where {{ known() }} and b", "predicate", ["where true and b", "where {{ known() }} and true"]),
        ("select count(*), a.* from a", "arithmetic", []),
        ("select a - b, -c", "arithmetic", ["select a + b, -c", "select a - b, c"]),
        ("x is not null", "negation", ["x is null"]),
        ("a left join b on true", "join", ["a inner join b on true"]),
        ("coalesce(a.b, 0)", "default", ["a.b"]),
        ("count(distinct a)", "distinct", ["count(a)"]),
        ("a is distinct from b", "distinct", []),
        ("interval '2 days'", "number", ["interval '3 days'"]),
        ("cast(a as numeric(18, 6))", "number", []),
        ("over (order by b, c desc)", "order", ["over (order by b desc, c desc)", "over (order by b, c asc)"]),
        ("over (order by b, c)", "order key", ["over (order by c)", "over (order by b)"]),
        ("case when a then 1 else 2 end", "case", ["case when a then 1 end"]),
        ("a in ('b', 'c')", "list", ["a in ('c')", "a in ('b')"]),
        ("select a from b union select a from c", "branch", ["select a from b ", "select a from c"]),
        ("select a from b union all select a from c", "union", ["select a from b union select a from c"]),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_made_where_it_can_be(text, kind, mutants):
    assert sorted(edited(text).get(kind, [])) == sorted(mutants)


def test_a_branch_that_is_dropped_takes_no_half_of_a_block_along():
    text = "select a from b union select a from c {% if x %} union select a from d {% endif %}"
    assert "select a from b union select a from c {% if x %}  {% endif %}" in edited(text)["branch"]
    assert all(one.count("{% if") == one.count("{% endif") for one in edited(text)["branch"])


def test_what_is_no_sql_is_refused_by_its_place():
    with pytest.raises(TokenError, match=r"line 2: '\?'"):
        tokens("select 1\n?")


def test_a_sample_holds_every_file_with_logic_and_stays_when_others_change():
    every = mutants_of(PROJECT)
    drawn = sample(every, 400, 1)
    assert drawn == sample(every, 400, 1) != sample(every, 400, 2)
    assert {one.file for one in drawn} == {one.file for one in every}
    assert len(drawn) == len({one.id for one in drawn}) >= 250
    lost = "models/marts/media/fct_ad_days.sql"
    kept = {one.id for one in sample([one for one in every if one.file != lost], 10_000, 1)}
    assert {one.id for one in drawn if one.file != lost} <= kept


def test_every_mutant_that_is_argued_to_be_equal_is_there():
    assert equivalent.stale(mutants_of(PROJECT)) == []
    assert by_hand.mutants_of(PROJECT)


def test_texts_shown_of_a_mutant_tell_it_from_its_file():
    for mutant in mutants_of(PROJECT):
        assert mutant.before != mutant.after
        assert difflib.SequenceMatcher(None, mutant.before, mutant.after).ratio() < 1
