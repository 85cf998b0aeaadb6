"""How a night's doubts read in a browser."""

from expectations.doubts import Result, within
from expectations.pages import keep_to_this_machine, write_index, write_nights
from expectations.verdict import Verdict

PAGE = """<html><head><link rel="stylesheet" href="https://cdn.example/x.css"><script src="https://cdn.example/x.js"></script>
<script>show()</script></head><body><img src="https://logo.example/l.png"><p>kept</p><footer><a href="https://n.example">news</a>
</footer></body></html>"""


def test_a_page_asks_no_other_host_for_anything(tmp_path):
    page = tmp_path / "validations" / "page.html"
    page.parent.mkdir()
    page.write_text(PAGE)
    (tmp_path / "static").mkdir()
    keep_to_this_machine(tmp_path)
    text = page.read_text()
    assert "http" not in text
    assert "<script" not in text
    assert "<p>kept</p>" in text
    assert not (tmp_path / "static").exists()


def test_the_first_page_names_verdicts_and_what_failed_with_its_numbers(tmp_path):
    doubt = within(
        "days",
        most=0,
        doubt_id="d",
        scope="tv",
        verdict=Verdict.FREEZE,
        sentence="tv is in time",
        because="old & stale",
    )
    failed = Result(doubt=doubt, success=False, observed="<3>", verdict=Verdict.FREEZE)
    write_index(
        tmp_path, "The raw gate", [("tv", Verdict.FREEZE, failed.failing), ("meta", Verdict.PASS, None)], [failed]
    )
    text = (tmp_path / "index.html").read_text()
    assert "<td>tv</td><td>freeze</td><td>tv is in time: &lt;3&gt;, expected at most 0</td>" in text
    assert "<td>meta</td><td>pass</td><td>every doubt holds</td>" in text
    assert "old &amp; stale" in text


def test_nights_are_listed_newest_first(tmp_path):
    for night in ("2026-03-02", "2026-03-03"):
        page = tmp_path / night / "raw" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("")
    write_nights(tmp_path)
    text = (tmp_path / "index.html").read_text()
    assert text.index("2026-03-03/raw/index.html") < text.index("2026-03-02/raw/index.html")
