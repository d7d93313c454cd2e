"""The first page of the app: what was found, what to do next, and what to run while nothing is learned."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_visits import Visits
from labeling import copy_of
from learning_process import LearningProcess, was_killed
from playwright.sync_api import Route, expect
from workflow_examples import quick, write_calls

from coincide.catalog import CatalogStore
from coincide.errors import NothingFoundError
from coincide.workflow.learn.learn import learn


@pytest.fixture
def half_built(sounds: Path, tmp_path: Path, visit: Visits) -> Generator[AppServer]:
    """The app over a catalog whose learning was killed while events were found."""
    catalog = tmp_path / "half.coincide"
    assert was_killed(LearningProcess(sounds, catalog, quick(), die_at=("events", 0.5)))
    with AppServer(catalog) as server:
        yield server
        visit.leave()


def test_overview_tells_what_was_found(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/"))
    expect(page.locator(".lead")).to_contain_text(
        re.compile(r"In 2 recordings \(30 s of sound\), coincide found \d+ calls")
    )
    expect(page.locator(".overview-typical img").first).to_be_visible()
    visit.shoot_all(page, "overview")


@pytest.mark.parametrize(("n_categories", "width", "n_rows"), [(5, 1280, 1), (9, 1280, 2), (5, 900, 2), (9, 1800, 1)])
def test_room_is_kept_for_the_rows_of_calls_that_come(
    visit: Visits, app: AppServer, n_categories: int, width: int, n_rows: int
) -> None:
    page = visit(app.at("/overview"))
    page.set_viewport_size({"width": width, "height": 800})
    found = page.locator(".overview-found")
    found.evaluate("(place, calls) => place.style.setProperty('--calls', calls)", n_categories)
    expect(found).to_have_css("min-height", f"{144 * n_rows}px")


def test_share_strip_leads_to_the_categories(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    page.get_by_role("link", name="Shares of the categories").click()
    expect(page).to_have_url(re.compile("/categories$"))


def test_next_step_can_be_taken_in_the_app(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    page.get_by_role("link", name="Answer questions here").click()
    expect(page).to_have_url(re.compile("/label$"))


def test_half_built_catalog_says_what_to_run(visit: Visits, half_built: AppServer) -> None:
    page = visit(half_built.at("/overview"))
    expect(page.get_by_role("heading", name="What to run first")).to_be_visible()
    expect(page.locator(".command code").first).to_contain_text("coincide learn")
    visit.shoot(page, "overview-half-built")


def test_learning_that_found_nothing_says_what_helps(visit: Visits, pages: Path, tmp_path: Path) -> None:
    assert pages.is_dir()
    sounds, catalog = tmp_path / "sounds", tmp_path / "silence.coincide"
    write_calls(sounds / "short.wav", seed=1, duration_s=2)
    with pytest.raises(NothingFoundError, match="at least 10 events"):
        learn(sounds, catalog=catalog, settings=quick())
    with AppServer(catalog) as app:
        page = visit(app.at("/overview"))
        expect(page.locator(".lead")).to_have_text(
            "1 recording (2 s of sound) is known, and nothing could be learned from it."
        )
        expect(page.get_by_role("status").filter(has_text="stopped")).to_contain_text(
            "Add recordings, or look for fainter events with --events-onset-z 3.5."
        )
        expect(page.get_by_role("main")).not_to_contain_text("to the end")
        visit.shoot(page, "overview-nothing-found")
        visit.leave()


def test_overview_says_who_is_writing(visit: Visits, app: AppServer) -> None:
    with CatalogStore.open(app.catalog, write=True, command="coincide learn"):
        page = visit(app.at("/overview"))
        expect(page.get_by_role("status")).to_contain_text("has been writing since")


def test_an_address_without_a_page_says_so(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    page.evaluate("history.pushState(null, '', '/nothing'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect(page.get_by_role("main")).to_contain_text("No page has the address /nothing.")
    page.get_by_role("link", name="Go to the overview").click()
    expect(page.locator(".lead")).to_be_visible()


def test_page_that_a_dead_server_cannot_send_says_so(visit: Visits, learned: Path, pages: Path, tmp_path: Path) -> None:
    assert pages.is_dir()
    visit.allowed += ["ERR_CONNECTION_REFUSED", "status of 401"]
    catalog = copy_of(learned, tmp_path)
    with AppServer(catalog) as before:
        page = visit(before.at("/overview"))
        expect(page.locator(".overview-typical img").first).to_be_visible()
        page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer. Is coincide serve still running?")
    with AppServer(catalog, port=before.port):
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Runs")
        visit.leave()


def test_going_back_shows_the_page_before(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Runs")
    page.go_back()
    expect(page.locator(".lead")).to_be_visible()


def test_a_page_is_busy_until_its_script_has_come(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    held: list[Route] | None = []
    page.route("**/*.js", lambda route: route.continue_() if held is None else held.append(route))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").click()
    frame = page.locator(".page-runs")
    expect(frame).to_have_attribute("aria-busy", "true")
    scripts, held = held, None
    for script in scripts:
        script.continue_()
    expect(frame).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("heading", level=1)).to_have_text("Runs")


def test_question_mark_lists_the_keys(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories"))
    expect(page.locator(".card").first).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("merge the chosen")
    visit.shoot(page, "keys")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_chosen_theme_outlives_a_reload(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    page.get_by_label("Theme", exact=True).select_option("dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_phone_opens_the_list_of_pages(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"), size=(390, 844))
    page.get_by_role("button", name="Pages").click()
    page.get_by_role("link", name="Categories", exact=True).click()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.get_by_role("button", name="Pages")).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("width", [320, 390, 1280, 1920])
@pytest.mark.parametrize("path", ["/overview", "/categories", "/categories/1", "/search", "/label", "/runs"])
def test_nothing_sticks_out_at_the_side(visit: Visits, app: AppServer, path: str, width: int) -> None:
    page = visit(app.at(path), size=(width, 900))
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
