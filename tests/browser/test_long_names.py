"""Long names, and many of them: nothing covers anything else, and nothing that counts is pushed out of sight."""

from __future__ import annotations

import pytest
from browser_app import AppServer
from browser_visits import Visits
from playwright.sync_api import Page, expect

WORDS = "a whistle that rises, falls and rises again, with a click at its end"
ENDLESS = "Whippoorwill" * 16
N_NAMES = 16
SHOWN = "box => [...box.children].every(one => one.scrollHeight <= one.offsetHeight)"
WITHIN = "(one, box) => one.getBoundingClientRect().right <= one.closest(box).getBoundingClientRect().right"


@pytest.fixture
def page(visit: Visits, app: AppServer) -> Page:
    """The overview, once a category and sixteen calls have long names."""
    page = visit(app.at("/overview"))
    page.evaluate(
        """async ([endless, words, n]) => {
  const headers = { "Content-Type": "application/json" };
  const send = (method, path, body) => fetch(path, { method, headers, body: JSON.stringify(body) });
  await send("POST", "/api/categories/1/name", { name: endless });
  for (let i = 1; i <= n; i++) await send("PUT", "/api/labels", { event_ids: [i], label: `${i} ${words}` });
}""",
        [ENDLESS, WORDS, N_NAMES],
    )
    return page


@pytest.mark.parametrize("width", [400, 1280])
def test_no_answer_covers_another(visit: Visits, app: AppServer, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(app.at("/label"))
    expect(page.locator(".label-name")).to_have_count(N_NAMES + 1)
    visit.shoot(page, f"long-names-label-{width}")
    assert page.locator(".label-names").evaluate(SHOWN)


def test_counts_stay_beside_a_long_name(visit: Visits, app: AppServer, page: Page) -> None:
    page.goto(app.at("/survey"))
    table = page.locator(".survey-counts table")
    expect(table).to_contain_text(ENDLESS)
    visit.shoot(page, "long-names-survey")
    assert table.locator("thead th").last.evaluate(WITHIN, ".survey-counts")


def test_label_of_a_call_stays_in_its_tile(visit: Visits, app: AppServer, page: Page) -> None:
    page.evaluate(
        """async (label) => {
  const categories = await (await fetch("/api/categories")).json();
  const event_ids = [categories.find((one) => one.number === 1).medoid_event_id];
  const headers = { "Content-Type": "application/json" };
  await fetch("/api/labels", { method: "PUT", headers, body: JSON.stringify({ event_ids, label }) });
}""",
        ENDLESS,
    )
    page.goto(app.at("/categories/1"))
    label = page.locator(".tile .tag", has_text=ENDLESS).first
    expect(label).to_be_visible()
    visit.shoot(page, "long-names-category")
    assert label.evaluate(WITHIN, ".tile")


@pytest.mark.parametrize("path", ["/survey", "/validate"])
def test_number_beside_a_long_name_stays_on_one_line(visit: Visits, app: AppServer, page: Page, path: str) -> None:
    page.goto(app.at(path))
    if path == "/survey":
        page.locator("summary", has_text="Names:").click()
    number = page.locator(".choice", has_text=ENDLESS).locator(".tabular")
    expect(number).to_be_visible()
    visit.shoot(page, f"long-names{path.replace('/', '-')}-choice")
    assert number.evaluate("one => one.getClientRects().length === 1 && one.offsetHeight < 30")


def test_facts_of_a_recording_are_not_squeezed_beside_its_name(visit: Visits, app: AppServer, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(app.at("/recordings/1"))
    heading = page.get_by_role("heading", level=1)
    heading.evaluate("one => { one.textContent = 'finch_bout/bout_1.wav' }")
    visit.shoot(page, "long-names-recording")
    assert page.locator(".recording > header p").evaluate("one => one.offsetHeight") < 60


def test_a_long_legend_does_not_make_the_map_longer_than_the_window(visit: Visits, app: AppServer, page: Page) -> None:
    visit.allowed.append("GPU stall due to ReadPixels")  # said by screenshots
    page.set_viewport_size({"width": 1280, "height": 560})
    page.goto(app.at("/map?color=label"))
    expect(page.locator(".legend-line").nth(N_NAMES)).to_be_attached()
    visit.shoot(page, "long-names-map")
    assert page.evaluate("document.documentElement.scrollHeight") <= 560


def test_a_long_legend_stays_in_the_window_of_a_phone(visit: Visits, app: AppServer, page: Page) -> None:
    visit.allowed.append("GPU stall due to ReadPixels")  # said by screenshots
    page.set_viewport_size({"width": 390, "height": 560})
    page.goto(app.at("/map?color=label"))
    expect(page.locator(".legend-line").nth(N_NAMES)).to_be_attached()
    visit.shoot(page, "long-names-map-phone")
    assert page.locator(".map-side > .panel").last.evaluate("one => one.offsetHeight") <= 560
