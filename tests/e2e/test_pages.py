"""Airflow's pages and the e-mail as a person sees them, in a real browser; the pictures go to `shots/` in the house's data."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH; on Debian: apt install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET + sandbox)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


def _shot(house, page: Page, name: str) -> None:
    folder = house.data / "shots"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def _log_in(house, page: Page, user: str) -> str:
    settings = house.settings()
    ui = f"http://127.0.0.1:{settings['MIXLOOP_AIRFLOW_PORT']}"
    page.goto(f"{ui}/auth/login/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", settings[f"MIXLOOP_USER_{user.upper()}"])
    page.click("input[type=submit], button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)
    return ui


def test_an_engineer_sees_the_night_as_a_graph_with_named_tasks(house, printed, page):
    ui = _log_in(house, page, "engineer")
    page.goto(f"{ui}/dags/nightly_loop")
    page.get_by_label("Show Graph").first.click()
    graph = page.locator(".react-flow")
    graph.get_by_text("update_posterior").first.wait_for(timeout=60_000)
    for task in ("decision_date", "load", "doubt_deliveries", "build_marts", "allocate", "send_mail", "hold_last_plan"):
        assert graph.get_by_text(task, exact=False).first.is_visible(), task
    _shot(house, page, "graph")


def test_the_form_asks_for_night_channels_and_dry_run(house, printed, page):
    ui = _log_in(house, page, "engineer")
    page.goto(f"{ui}/dags/nightly_loop")
    page.get_by_role("button", name="Trigger").first.click()
    page.get_by_text("Decision date").first.wait_for(timeout=30_000)
    _shot(house, page, "form")
    assert page.get_by_text("Dry run").first.is_visible()


def test_a_stranger_is_sent_to_the_login(house, printed, page):
    port = house.settings()["MIXLOOP_AIRFLOW_PORT"]
    page.goto(f"http://127.0.0.1:{port}/dags/nightly_loop")
    page.wait_for_url(lambda url: "login" in url, timeout=30_000)
    answer = page.request.get(f"http://127.0.0.1:{port}/api/v2/dags")
    assert answer.status == 401


def test_the_mail_opens_whole_without_asking_any_other_host(house, printed, browser):
    page = browser.new_page(viewport={"width": 900, "height": 1400})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(next((house.data / "outbox").glob("2026-03-02*.html")).as_uri())
    assert all(url.startswith(("file:", "data:")) for url in asked)
    broken = page.evaluate("[...document.images].filter(image => !image.naturalWidth || !image.alt).length")
    assert (page.locator("img").count() >= 3, broken) == (True, 0)
    _shot(house, page, "mail")
    page.close()
