"""How a night's doubts read in a browser: complete without script, and nothing from another host."""

import re
import shutil
from collections.abc import Iterable
from html import escape
from pathlib import Path

from expectations.doubts import Result
from expectations.verdict import Verdict

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8888; }
.ge-navigation-sidebar-content { columns: 18rem; }
.card, .card nav, .card ul { max-height: none !important; }
.fas { font-style: normal; }
.fa-check-circle::before { content: "holds"; }
.fa-times::before, .fa-exclamation-triangle::before { content: "fails"; font-weight: 600; }
.card:has(.btn-group), .collapse, [data-toggle=collapse] { display: none; }
"""

# Great Expectations' own pages ask other hosts for their looks and behaviour; offline they are bare, online they tell who reads.
ELSEWHERE = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*https?://[^>]*>|<img\b[^>]*https?://[^>]*>|<footer\b.*?</footer>|<style>.*?</style>",
    re.DOTALL,
)


def keep_to_this_machine(folder: Path) -> None:
    """Take everything from the Data Docs in `folder` that a browser would fetch elsewhere, and give them our style."""
    for page in folder.rglob("*.html"):
        own = ELSEWHERE.sub("", page.read_text(encoding="utf-8"))
        page.write_text(own.replace("</head>", f"<style>{STYLE}</style></head>", 1), encoding="utf-8")
    shutil.rmtree(folder / "static", ignore_errors=True)


def write_index(
    folder: Path, title: str, verdicts: Iterable[tuple[str, Verdict, str | None]], results: Iterable[Result]
) -> None:
    """Write the night's first page: verdict by scope, what failed with its numbers, and links to every suite's answers."""
    said = [[scope, verdict.word, failing or "every doubt holds"] for scope, verdict, failing in verdicts]
    failed = [
        [one.doubt.scope, one.doubt.sentence, one.observed, one.doubt.expected, one.verdict.word, one.doubt.because]
        for one in results
        if not one.success
    ]
    suites = sorted(folder.glob("validations/**/*.html"))
    links = "".join(
        f'<li><a href="{escape(str(page.relative_to(folder)))}">{escape(page.relative_to(folder).parts[1])}</a></li>'
        for page in suites
    )
    body = (
        f"<h1>{escape(title)}</h1>"
        + _table("What it means for each channel, and for the night", ["Scope", "Verdict", "Because"], said)
        + _table("What did not hold", ["Scope", "What must hold", "Observed", "Expected", "Verdict", "Why"], failed)
        + f"<h2>All answers by question</h2><ul>{links}</ul>"
    )
    _write(folder / "index.html", title, body)


def write_nights(folder: Path) -> None:
    """Write the page that lists the nights in `folder`, newest first."""
    gates = sorted(folder.glob("*/*/index.html"), reverse=True)
    links = "".join(
        f'<li><a href="{page.relative_to(folder)}">{page.parts[-3]}, {page.parts[-2]} gate</a></li>' for page in gates
    )
    _write(folder / "index.html", "Doubted nights", f"<h1>Doubted nights</h1><ul>{links}</ul>")


def _table(caption: str, head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return f"<h2>{escape(caption)}</h2><p>Nothing.</p>"
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(caption)}</h2><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"


def _write(page: Path, title: str, body: str) -> None:
    draft = page.with_suffix(".draft")
    draft.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n",
        encoding="utf-8",
    )
    draft.replace(page)
