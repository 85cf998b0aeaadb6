"""Pages are true: the generated ones equal the code, links lead somewhere, every setting is explained."""

import re
from pathlib import Path

import pytest

from plugins.loader import reports_page
from plugins.warehouse import questions

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_channels_page_says_what_the_dialects_read():
    assert reports_page.PAGE.read_text() == reports_page.page(), "run: make docs"


def test_the_page_of_questions_is_the_one_that_its_files_write():
    assert questions.PAGE.read_text() == questions.page(), "docs/questions.md is stale: run make docs"


def test_every_question_asks_once_and_reads_only_what_analysts_may():
    asked = questions.questions()
    assert 12 <= len(asked) == len({question.asked for question in asked})
    for question in asked:
        assert question.asked.endswith("?"), question.name
        assert question.reads, question.name
        assert not re.search(r"\b(raw|ops|quarantine|staging|intermediate|marts|mail|privacy)\.", question.query), (
            question.name
        )


def test_links_to_a_question_lead_to_its_heading():
    heads = {
        re.sub(r"[^a-z0-9 _-]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^## (.+)$", questions.PAGE.read_text(), re.MULTILINE)
    }
    for page in PAGES:
        assert set(re.findall(r"questions\.md#([^)]+)\)", page.read_text())) <= heads, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_in_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), flags=re.MULTILINE)) <= targets


def test_every_environment_setting_is_in_the_operations_page():
    code = "\n".join(file.read_text() for folder in ("plugins", "config") for file in (ROOT / folder).rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get)?[\[(]\"([A-Z_]+)\"", code)) - {"PATH"}
    page = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in read if f"`{name}`" not in page} == set()


def test_nothing_names_a_machine_or_a_package_host():
    text = "\n".join(
        file.read_text() for file in [*PAGES, ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / "Makefile"]
    )
    assert re.findall(r"/home/\w+|/[w]ork/|index[-]url", text) == []
