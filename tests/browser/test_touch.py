"""The pages under fingers, on the screen of a phone: no mouse, no keys, nothing to rest on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_fingers import Fingers, Place
from browser_folder import FolderServer
from browser_listening import PATIENCE_MS, teach, wait_for_log
from browser_map import place_of_a_point, stage_of
from browser_visits import Visits
from labeling import answers_of, events_of
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.only_chromium("fingers on a screen, by its own protocol")

CHOSEN = ".recording-chosen h2"
SELECTION = ".map-selection"
PAGES = (
    "overview",
    "categories",
    "categories/1",
    "map",
    "recordings",
    "recordings/1",
    "search?event=1",
    "label",
    "runs",
)
LEAST_PX, LIVE_PX = 24, 44
SMALL = """(least) => {
  const box = (element) => (element.closest("label") ?? element).getBoundingClientRect();
  const wanted = "button, select, summary, input, [role=slider], a";
  return [...document.querySelectorAll(wanted)]
    .filter((one) => one.checkVisibility() && !one.matches(".unseen"))
    .filter((one) => one.closest("p:not(.row)") === null)  // links in a sentence may be small
    .map((one) => [one.outerHTML.slice(0, 90), box(one)])
    .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < least - 0.5)
    .map(([what, { width, height }]) => `${what}: ${width} x ${height}`);
}"""


@pytest.fixture
def a_map(visit: Visits, app: AppServer) -> Page:
    visit.allowed.append("GPU stall due to ReadPixels")  # said by screenshots
    page = visit(app.at("/map"), is_phone=True)
    expect(page.locator(".legend-line").first).to_be_visible()
    return page


@pytest.fixture
def recording(visit: Visits, app: AppServer) -> Page:
    page = visit(app.at("/recordings/1"), is_phone=True)
    expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
    return page


def corners(page: Page) -> tuple[Place, Place, Place, Place]:
    """Just within the corners of the map."""
    box = stage_of(page)
    left, top, right, bottom = box["x"] + 4, box["y"] + 4, box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    return (left, top), (right, top), (right, bottom), (left, bottom)


def middle_of(page: Page, selector: str) -> Place:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + 0.6 * box["height"]


def sight(page: Page) -> str:
    """What is in sight of a recording, as screen readers are told."""
    return page.get_by_role("slider").first.get_attribute("aria-valuetext") or ""


def seconds(text: str) -> float:
    """How long a stretch such as 0:01.0 to 0:02.5 is."""
    first, last = (60 * int(minutes) + float(rest) for minutes, rest in re.findall(r"(\d+):(\d+\.\d+)", text))
    return last - first


def scrolled(page: Page) -> float:
    return page.evaluate("scrollY")


def mark(page: Page) -> Place:
    """Mark a stretch of a recording; returns its middle."""
    page.get_by_role("button", name="Mark a stretch").tap()
    x, y = middle_of(page, ".timeline")
    Fingers(page).drag((x - 60, y), (x + 60, y))
    return x, y


def test_tap_on_a_point_shows_and_plays_its_call(visit: Visits, a_map: Page) -> None:
    with a_map.expect_response(re.compile(r"/sound\.wav")):
        Fingers(a_map).tap(place_of_a_point(a_map))
    expect(a_map.locator(".map-card")).to_contain_text(".wav at 0:")
    visit.shoot(a_map, "touch-map")


def test_tap_on_a_point_selects_its_event(a_map: Page) -> None:
    Fingers(a_map).tap(place_of_a_point(a_map))
    expect(a_map.locator(f"{SELECTION} .thumbnail")).to_have_count(1)


def test_finger_moves_the_map_and_not_the_page(a_map: Page) -> None:
    x, y = place_of_a_point(a_map)
    middle = middle_of(a_map, ".map-stage")
    Fingers(a_map).drag(middle, (middle[0], middle[1] - 70))
    Fingers(a_map).tap((x, y - 70))
    expect(a_map.locator(f"{SELECTION} .thumbnail")).to_have_count(1)
    assert scrolled(a_map) == 0


def test_two_fingers_zoom_the_map_and_not_the_page(a_map: Page) -> None:
    x, y = place_of_a_point(a_map)
    middle = middle_of(a_map, ".map-stage")
    Fingers(a_map).pinch(middle, begin_px=200, end_px=100)
    Fingers(a_map).tap(((x + middle[0]) / 2, (y + middle[1]) / 2))
    expect(a_map.locator(f"{SELECTION} .thumbnail")).to_have_count(1)
    assert a_map.evaluate("visualViewport.scale") == 1


def test_finger_draws_a_lasso(app: AppServer, a_map: Page) -> None:
    a_map.get_by_role("button", name="Lasso").tap()
    Fingers(a_map).drag(*corners(a_map))
    expect(a_map.locator(f"{SELECTION} h2")).to_have_text(f"{len(events_of(app.catalog))} events selected")


def test_taps_set_the_corners_of_a_lasso(app: AppServer, a_map: Page) -> None:
    lasso = a_map.get_by_role("button", name="Lasso")
    lasso.tap()
    for corner in corners(a_map):
        Fingers(a_map).tap(corner)
    lasso.tap()
    expect(a_map.locator(f"{SELECTION} h2")).to_have_text(f"{len(events_of(app.catalog))} events selected")


def test_second_finger_ends_no_lasso(a_map: Page) -> None:
    a_map.get_by_role("button", name="Lasso").tap()
    fingers, (x, y) = Fingers(a_map), middle_of(a_map, ".map-stage")
    fingers.put((x, y))
    fingers.move((x + 30, y))
    fingers.put((x + 30, y), (x - 60, y))
    fingers.lift()
    expect(a_map.get_by_role("button", name="Lasso")).to_have_attribute("aria-pressed", "true")


def test_finger_scrolls_a_recording(recording: Page) -> None:
    x, y = middle_of(recording, ".timeline")
    before = sight(recording)
    Fingers(recording).drag((x + 80, y), (x - 80, y))
    assert sight(recording) != before


def test_page_scrolls_under_a_finger_on_a_recording(recording: Page) -> None:
    x, y = middle_of(recording, ".timeline")
    Fingers(recording).drag((x, y), (x, y - 150))
    recording.wait_for_function("scrollY > 50")


def test_two_fingers_zoom_a_recording(recording: Page) -> None:
    before = seconds(sight(recording))
    Fingers(recording).pinch(middle_of(recording, ".timeline"), begin_px=60, end_px=180)
    assert seconds(sight(recording)) == pytest.approx(before / 3, rel=0.15)


def test_tap_on_a_call_plays_it(recording: Page) -> None:
    onset_s = recording.evaluate("async () => (await (await fetch('/api/recordings/1/events')).json())[0].onset_s")
    box = recording.locator(".timeline").bounding_box()
    assert box is not None
    with recording.expect_response(re.compile(r"/sound\.wav")):
        Fingers(recording).tap((box["x"] + 120 * onset_s, box["y"] + 14))  # in the lane, and a bit beside it
    expect(recording.locator(CHOSEN)).to_contain_text("ategory")


def test_finger_marks_a_stretch(visit: Visits, recording: Page) -> None:
    mark(recording)
    assert seconds(recording.locator(CHOSEN).inner_text()) == pytest.approx(1, abs=0.05)
    visit.shoot(recording, "touch-recording")


def test_mark_stays_when_the_page_scrolls(recording: Page) -> None:
    x, y = mark(recording)
    marked = recording.locator(CHOSEN).inner_text()
    Fingers(recording).drag((x, y), (x, y - 150))
    recording.wait_for_function("scrollY > 50")
    expect(recording.locator(CHOSEN)).to_have_text(marked)


def test_mark_stays_when_two_fingers_zoom(recording: Page) -> None:
    middle = mark(recording)
    marked = recording.locator(CHOSEN).inner_text()
    Fingers(recording).pinch(middle, begin_px=60, end_px=160)
    expect(recording.locator(CHOSEN)).to_have_text(marked)


def test_marked_stretch_is_searched_for_without_scrolling(recording: Page) -> None:
    mark(recording)
    expect(recording.get_by_role("button", name="Search for this")).to_be_in_viewport(ratio=1)


def test_strip_leads_through_the_recording_on_the_page_search(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/search"), is_phone=True)
    page.locator(".source-choice", has_text="A stretch").locator("input").tap()
    expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
    x, y = middle_of(page, ".timeline-strip")
    Fingers(page).drag((x - 100, y), (x, y))
    assert "0:00.0" not in sight(page)


def test_taps_choose_categories_to_be_merged(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories"), is_phone=True)
    for place in range(2):
        page.locator(".card-box").nth(place).tap()
    expect(page.get_by_role("button", name="Merge")).to_be_enabled()


def test_tap_on_a_picture_plays_it(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories"), is_phone=True)
    with page.expect_response(re.compile(r"/sound\.wav")):
        page.locator(".card .thumbnail").first.tap()


def test_question_is_answered_by_taps(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/label"), is_phone=True)
    page.get_by_placeholder("a new name").tap()
    page.keyboard.type("trill")  # the phone's own keyboard
    page.get_by_role("button", name="New name").tap()
    expect(page.locator(".label-status")).to_have_text("All answers are stored.")
    assert [(each.answer, each.name) for each in answers_of(app.catalog)] == [("name", "trill")]


@pytest.mark.slow
def test_held_finger_teaches(visit: Visits, static_host: FolderServer, calls: Path) -> None:
    page = visit(static_host.live, microphone=calls, is_phone=True)
    page.locator(".live-start").tap()
    page.get_by_label("Name of the class").fill("mine")
    hold = page.get_by_role("button", name="Hold to teach")
    expect(hold).to_be_enabled(timeout=PATIENCE_MS)
    hold.scroll_into_view_if_needed()
    finger = Fingers(page)
    finger.put(middle_of(page, ".live-hold"))
    expect(page.locator('[data-class="mine"]')).to_be_visible(timeout=PATIENCE_MS)
    finger.lift()
    expect(page.locator(".live-hold.is-held")).to_have_count(0)


@pytest.mark.slow
def test_every_target_of_the_live_page_has_room_for_a_thumb(
    visit: Visits, static_host: FolderServer, calls: Path
) -> None:
    page = visit(static_host.live, microphone=calls, is_phone=True)
    page.locator(".live-start").tap()
    expect(page.get_by_role("button", name="Hold to teach")).to_be_enabled(timeout=PATIENCE_MS)
    teach(page, "mine", n=1)
    page.get_by_role("button", name="Save examples").tap()
    page.get_by_label("File of taught examples").set_input_files({"name": "x", "mimeType": "", "buffer": b""})
    expect(page.locator(".toast")).to_be_visible()  # with its own target
    wait_for_log(page, 1)
    assert page.evaluate(SMALL, LIVE_PX) == []


@pytest.mark.slow
def test_the_button_that_teaches_stays_where_it_is_while_the_log_grows(
    visit: Visits, static_host: FolderServer, calls: Path
) -> None:
    page = visit(static_host.live, microphone=calls, is_phone=True)
    page.locator(".live-start").tap()
    expect(page.get_by_role("button", name="Hold to teach")).to_be_enabled(timeout=PATIENCE_MS)
    wait_for_log(page, 1)
    before = middle_of(page, ".live-hold")
    wait_for_log(page, 3)
    assert middle_of(page, ".live-hold") == before


@pytest.mark.parametrize("text", ["#live-guess", ".live-warning", "#live-facts"])
def test_the_button_that_teaches_stays_where_it_is_while_words_come_and_go(
    visit: Visits, static_host: FolderServer, text: str
) -> None:
    page = visit(static_host.live, is_phone=True)
    page.set_viewport_size({"width": 393, "height": 1400})  # so high that the bar lies below the picture
    expect(page.locator(".live-facts")).to_contain_text("Knows")
    before = middle_of(page, ".live-hold")
    page.locator(text).evaluate("(one) => { one.textContent = 'the computer is too slow for all of it. '.repeat(3); }")
    assert middle_of(page, ".live-hold") == before


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360])
def test_the_log_shows_its_buttons_on_a_narrow_phone(
    visit: Visits, static_host: FolderServer, calls: Path, width: int
) -> None:
    page = visit(static_host.live, microphone=calls, is_phone=True)
    page.set_viewport_size({"width": width, "height": 740})
    page.locator(".live-start").tap()
    wait_for_log(page, 1)
    assert page.locator(".live-log-panel .scroll").evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("path", PAGES)
def test_every_target_has_room_for_a_finger(visit: Visits, app: AppServer, path: str) -> None:
    visit.allowed.append("GPU stall due to ReadPixels")
    page = visit(app.at(f"/{path}"), is_phone=True)
    expect(page.locator(".skeleton")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SMALL, LEAST_PX) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen(visit: Visits, app: AppServer, path: str) -> None:
    visit.allowed.append("GPU stall due to ReadPixels")
    page = visit(app.at(f"/{path}"), is_phone=True)
    expect(page.locator(".skeleton")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - screen.width") <= 0
