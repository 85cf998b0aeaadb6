"""What do people ask of the warehouse? The example questions in docs/queries, each once, for pages, tests and bench."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.house.places import ROOT

FOLDER = ROOT / "docs" / "queries"
PAGE = ROOT / "docs" / "questions.md"

_HEAD = """# Questions, and the SQL that answers them

What analysts and finance ask, each as a query that runs as it stands, as the role `mixloop_analyst`. "Last month" and the like are
counted from the night that is published. What the columns mean: [marts](tables.md), [verdicts, effects and plans](plan_tables.md),
[metrics](metrics.md).

This page is written from the files in [queries](queries) by `make docs`; tests run each of them and check answers by other sums.
"""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: its name, its words, what to know of the answer, and its SQL."""

    name: str
    asked: str
    note: str
    query: str

    @property
    def reads(self) -> frozenset[str]:
        """The tables and views that the query reads, by schema and name."""
        return frozenset(re.findall(r"\b(?:published|gate|model|plan)\.[a-z_]+", self.query))

    @property
    def link(self) -> str:
        """Where the page has it."""
        words = re.sub(r"[^a-z0-9 _-]", "", self.asked.lower())
        return f"[{self.asked}](questions.md#{words.replace(' ', '-')})"


def questions() -> list[Question]:
    """All of them, by file name: the first comment line asks, those below it explain."""
    return [_question(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.sql"))]


def asked_of(table: str) -> Iterator[str]:
    """Lines of a page: the questions whose query reads a table, e.g. `published.fct_orders`."""
    if links := [question.link for question in questions() if table in question.reads]:
        yield f"Asked: {' · '.join(links)}"
        yield ""


def page() -> str:
    """The page's text."""
    found = questions()
    contents = (f"- {question.link.replace('questions.md', '')}" for question in found)
    return "\n".join([_HEAD, *contents, "", *(line for question in found for line in _section(question))])


def _question(name: str, text: str) -> Question:
    lines = text.strip().splitlines()
    told = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    query = "\n".join(line for line in lines if not line.startswith("--"))
    return Question(name=name, asked=told[0], note=" ".join(told[1:]), query=query)


def _section(question: Question) -> Iterator[str]:
    yield f"## {question.asked}"
    yield ""
    if question.note:
        yield question.note
        yield ""
    yield "```sql"
    yield question.query
    yield "```"
    yield ""
