"""The live page in the app: the catalog's own recognizer, and clips that become questions."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_listening import PATIENCE_MS, logged, start, teach, wait_for_log, wait_until_no_workers
from browser_visits import Visits
from labeling import copy_of
from playwright.sync_api import Page, expect

from coincide.catalog import CatalogStore
from coincide.workflow.learn.kept import kept_clips

pytestmark = pytest.mark.slow


@pytest.fixture
def app(demo: Path, exported: Path, tmp_path: Path) -> Generator[AppServer]:
    """The app over a copy of the catalog with names; its recognizer was made for `exported` already."""
    assert exported.is_dir()
    with AppServer(copy_of(demo, tmp_path)) as server:
        yield server


@pytest.fixture
def page(visit: Visits, app: AppServer, calls: Path) -> Page:
    """The live page while it listens."""
    page = visit(app.at("/live"), microphone=calls)
    start(page)
    return page


def test_the_catalogs_names_are_heard(page: Page, visit: Visits) -> None:
    wait_for_log(page, 6)
    visit.shoot_all(page, "live-served")
    assert {"trill", "two notes"} <= set(logged(page))


def test_a_kept_clip_becomes_a_question(page: Page, app: AppServer) -> None:
    wait_for_log(page, 1)
    page.keyboard.press("k")
    expect(page.locator(".toast")).to_contain_text("Kept. It is waiting on the Label page to be named.")
    with CatalogStore.open(app.catalog) as store:
        clips = kept_clips(store)
    assert len(clips) == 1
    assert 0.3 < clips[0].recording.duration_s < 2


def test_taught_sounds_become_labels_of_the_catalog(page: Page, app: AppServer) -> None:
    teach(page, "my call", n=2)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Send my call to the catalog").click()
    expect(page.locator(".toast")).to_contain_text("sent to the catalog, labeled my call.", timeout=PATIENCE_MS)
    n_sent = int(str(page.locator(".toast").text_content()).split()[0])
    with CatalogStore.open(app.catalog) as store:
        said = [answer.name for answer in store.answers.all()]
        waiting = kept_clips(store)
    assert n_sent >= 2
    assert (said, waiting) == (["my call"] * n_sent, [])


def test_leaving_the_page_lets_go_of_the_microphone(page: Page) -> None:
    page.get_by_role("link", name="Runs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Runs", timeout=PATIENCE_MS)
    wait_until_no_workers(page)


def test_a_recognizer_that_nobody_waits_for_is_no_longer_asked_for(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/live"))
    page.route("**/api/live/image.json", lambda _: None)  # the server takes its time
    expect(page.locator("#live-label")).to_have_text("Press Listen")
    for leave in (lambda: page.keyboard.press("m"), lambda: page.get_by_role("link", name="Runs").click()):
        with page.expect_request("**/api/live/image.json"):
            page.keyboard.press("c")
        with page.expect_event("requestfailed", lambda request: "image.json" in request.url):
            leave()


def test_keys_turn_to_the_camera_and_back(page: Page) -> None:
    page.keyboard.press("c")
    expect(page.locator(".live-start")).to_contain_text("Watch")
    page.keyboard.press("m")
    expect(page.locator("#live-label")).to_have_text("Press Listen")


def test_the_runtime_is_fetched_before_anybody_presses(visit: Visits, app: AppServer, calls: Path) -> None:
    page = visit(app.at("/overview"), microphone=calls)

    with page.expect_response("**/ort/*.wasm", timeout=PATIENCE_MS) as fetched:
        page.get_by_role("link", name="Live").click()

    assert fetched.value.ok


def test_a_page_that_is_left_unpressed_leaves_no_worker(visit: Visits, app: AppServer, calls: Path) -> None:
    page = visit(app.at("/live"), microphone=calls)
    expect(page.locator("#live-label")).to_contain_text("Press", timeout=PATIENCE_MS)

    page.get_by_role("link", name="Runs").click()

    wait_until_no_workers(page)
