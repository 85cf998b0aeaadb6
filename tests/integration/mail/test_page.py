"""The mail's page in a real browser: nothing fetched, nothing cut off, readable by day and by night."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.mail import send_plan

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Contrast by WCAG 2: relative luminance of text against the nearest painted background; the weakest pair first.
WEAKEST = """() => {
  const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const pairs = [...document.body.querySelectorAll("*")]
    .filter(node => [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim()))
    .map(node => {
      const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), node.textContent.trim().slice(0, 40)];
    });
  return pairs.sort((x, y) => x[0] - y[0])[0];
}"""


@pytest.fixture
def page_file(store, capture) -> Path:
    """The self-contained copy of a sent plan."""
    plan_id = store.night()
    send_plan(store.day)
    return capture.outbox / f"{plan_id}.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip(
            "no Chromium on this machine: install the system's package 'chromium' to see the mail's page tested"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def opened(browser, page_file: Path, scheme: str) -> tuple[object, list[str], list[str]]:
    """The page, what it fetched from elsewhere, and what it complained of."""
    page = browser.new_page(viewport={"width": 640, "height": 900}, color_scheme=scheme)
    fetched, complaints = [], []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(page_file.as_uri())
    return page, [url for url in fetched if not url.startswith(("data:", "file:"))], complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fetches_nothing_fits_its_width_and_keeps_its_contrast(browser, page_file, scheme):
    page, fetched, complaints = opened(browser, page_file, scheme)
    assert fetched == [] and complaints == []

    pictures = page.evaluate("[...document.images].map(i => [i.naturalWidth, i.clientWidth])")
    assert pictures == [[1184, 592]] * 3
    wide = page.evaluate("[...document.querySelectorAll('.wide')].map(e => e.scrollWidth - e.clientWidth)")
    assert max(wide) == 0, "a table is cut off at 640 px"

    contrast, where = page.evaluate(WEAKEST)
    assert contrast >= 4.5, f"contrast {contrast:.2f} at {where!r}"
    page.close()


def test_on_a_telephone_the_page_itself_never_scrolls_sideways(browser, page_file):
    page = browser.new_page(viewport={"width": 360, "height": 780})
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") < 100
    page.close()


def test_pictures_for_dark_screens_are_shown_on_dark_screens(browser, page_file):
    shown = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(page_file.as_uri())
        shown[scheme] = page.evaluate("document.images[0].currentSrc")
        page.close()
    assert shown["light"] != shown["dark"]
