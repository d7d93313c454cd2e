"""The map: looked at, listened to, and many events labeled at once."""

from __future__ import annotations

import pytest
from browser_app import AppServer
from browser_axe import barriers_by_theme
from browser_map import place_of_a_point, stage_of
from browser_visits import Visits
from labeling import events_of, labels_of
from playwright.sync_api import Page, Route, expect

SELECTION = ".map-selection"
WITHOUT_WEBGL = """const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind === "webgl2" ? null : real.call(this, kind, ...rest);
};"""


@pytest.fixture
def page(visit: Visits, app: AppServer) -> Page:
    """The map with its points drawn."""
    return drawn(visit, app)


def drawn(visit: Visits, app: AppServer, *, path: str = "/map", script: str = "") -> Page:
    visit.allowed.append("GPU stall due to ReadPixels")  # said by screenshots
    page = visit(app.at(path), script=script)
    expect(page.locator(".legend-line").first).to_be_visible()
    return page


def lasso_all(page: Page) -> None:
    """Draw around everything, with the mouse."""
    box = stage_of(page)
    left, top, right, bottom = box["x"] + 4, box["y"] + 4, box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.keyboard.down("Shift")
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom)):
        page.mouse.move(x, y, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")


def test_map_is_drawn_by_the_graphics_card(visit: Visits, page: Page) -> None:
    expect(page.locator(".map-stage")).to_have_attribute("data-scatter", "webgl2")
    visit.shoot_all(page, "map")


def test_recoloring_takes_no_more_memory_of_the_graphics_card(visit: Visits, app: AppServer) -> None:
    count = """const make = WebGL2RenderingContext.prototype.createBuffer;
window.nBuffers = 0;
WebGL2RenderingContext.prototype.createBuffer = function () { window.nBuffers++; return make.call(this); };"""
    page = drawn(visit, app, script=count)
    before = page.evaluate("nBuffers")
    for name in ("label", "certainty", "category"):
        page.get_by_label("Color by").select_option(name)
        expect(page.locator(".legend-line").first).to_be_visible()
    assert page.evaluate("nBuffers") == before > 0


def test_map_is_drawn_without_webgl_too(visit: Visits, app: AppServer) -> None:
    page = drawn(visit, app, script=WITHOUT_WEBGL)
    expect(page.locator(".map-stage")).to_have_attribute("data-scatter", "canvas")
    page.mouse.click(*place_of_a_point(page))
    expect(page.locator(f"{SELECTION} .thumbnail")).to_have_count(1)


def test_legend_counts_all_events(app: AppServer, page: Page) -> None:
    counts = page.locator(".legend-n").all_inner_texts()
    assert sum(int(each.replace(",", "")) for each in counts) == len(events_of(app.catalog))


def test_lasso_labels_events_in_the_catalog_until_undo(visit: Visits, app: AppServer, page: Page) -> None:
    n = len(events_of(app.catalog))
    lasso_all(page)
    expect(page.locator(f"{SELECTION} h2")).to_have_text(f"{n} events selected")
    page.keyboard.type("trill")  # the field has the focus
    visit.shoot(page, "map-lasso")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").first).to_contain_text(f"Labeled {n} events trill.")
    assert [label.label for label in labels_of(app.catalog)] == ["trill"] * n
    page.locator(".map-stage").focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".toast").last).to_contain_text("no longer labeled trill")
    assert labels_of(app.catalog) == []


def test_keys_draw_a_lasso(page: Page) -> None:
    page.locator(".map-stage").focus()
    page.keyboard.press("l")
    for way, steps in (("ArrowLeft", 40), ("ArrowUp", 40), ("ArrowRight", 60), ("ArrowDown", 80), ("ArrowLeft", 60)):
        page.evaluate(
            "([key, n]) => { for (let k = 0; k < n; k++) document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }",
            [way, steps],
        )
        page.keyboard.press("Enter")
    page.keyboard.press("l")
    expect(page.locator(f"{SELECTION} h2")).to_contain_text("selected")


def test_press_on_a_point_selects_its_event(page: Page) -> None:
    page.mouse.click(*place_of_a_point(page))
    expect(page.locator(f"{SELECTION} .thumbnail")).to_have_count(1)
    expect(page.get_by_role("link", name="Find similar")).to_be_visible()


def test_rest_on_a_point_shows_its_picture(visit: Visits, page: Page) -> None:
    page.mouse.move(*place_of_a_point(page))
    expect(page.locator(".map-card")).to_contain_text(".wav at 0:")
    visit.shoot(page, "map-hover")


def test_legend_selects_a_category(page: Page) -> None:
    line = page.locator(".legend-line").first
    n = line.locator(".legend-n").inner_text()
    line.click()
    expect(page.locator(f"{SELECTION} h2")).to_have_text(f"{n} events selected")


def test_color_by_label_and_by_certainty(page: Page) -> None:
    page.get_by_label("Color by").select_option("label")
    expect(page.locator(".legend-name")).to_have_text(["No label"])
    page.get_by_label("Color by").select_option("certainty")
    expect(page.locator(".legend-name").first).to_contain_text("% sure")
    assert page.url.endswith("color=certainty")


def test_map_has_no_barriers(page: Page) -> None:
    page.locator(".legend-line").first.click()
    assert barriers_by_theme(page) == []


def test_event_that_comes_late_does_not_replace_what_is_selected_now(app: AppServer, page: Page) -> None:
    held = list[Route]()
    page.route("**/api/events/*", lambda route: held.append(route))
    page.mouse.click(*place_of_a_point(page))
    lasso_all(page)
    title = page.locator(f"{SELECTION} h2")
    expect(title).to_have_text(f"{len(events_of(app.catalog))} events selected")
    held[0].continue_()
    held[0].request.response()  # none where the page no longer waits for it
    page.evaluate("() => fetch('/api/model').then(() => new Promise((drawn) => requestAnimationFrame(drawn)))")
    expect(title).to_have_text(f"{len(events_of(app.catalog))} events selected")
