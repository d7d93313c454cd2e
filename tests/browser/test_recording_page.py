"""The page of a recording: looked at, listened to, labeled, and searched from."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_app import AppServer
from browser_axe import barriers_by_theme
from browser_visits import Visits
from labeling import answers_of, labels_of
from playwright.sync_api import Page, Route, expect
from workflow_examples import quick_learn, write_folder

CHOSEN = ".recording-chosen"


@pytest.fixture
def page(visit: Visits, app: AppServer) -> Page:
    """The first recording, drawn."""
    opened = visit(app.at("/recordings/1"))
    expect(opened.locator(".timeline")).to_have_attribute("data-settled", "true")
    return opened


def sight(page: Page) -> tuple[float, float]:
    """First and last second in sight, as screen readers are told."""
    text = page.get_by_role("slider").get_attribute("aria-valuetext") or ""
    first, last = re.findall(r"(\d+):(\d+\.\d)", text)
    return 60 * int(first[0]) + float(first[1]), 60 * int(last[0]) + float(last[1])


def test_page_says_who_made_the_trees(page: Page) -> None:
    expect(page.locator(".timeline-more")).to_contain_text("coincide parse --trees songs")


def test_list_leads_to_a_recording(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/recordings"))
    expect(page.locator("tbody tr")).to_have_count(2)
    visit.shoot_all(page, "recordings")
    page.get_by_role("link", name="r1.wav").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("r1.wav")


def test_filter_leaves_what_has_that_name(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/recordings"))
    page.get_by_role("searchbox").fill("R0")
    expect(page.locator("tbody tr")).to_have_text(re.compile(r"r0\.wav"))


def test_recording_is_drawn(visit: Visits, page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(f"{CHOSEN} h2")).to_contain_text("ategory")
    visit.shoot_all(page, "recording")


def test_key_chooses_the_next_event(page: Page) -> None:
    page.keyboard.press("n")
    first = page.locator(f"{CHOSEN} .thumbnail").get_attribute("data-event")
    page.keyboard.press("n")
    expect(page.locator(f"{CHOSEN} .thumbnail")).not_to_have_attribute("data-event", str(first))


def test_label_of_an_event_is_in_the_catalog_until_undo(app: AppServer, page: Page) -> None:
    page.keyboard.press("n")
    page.get_by_label("Label", exact=True).fill("trill")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").first).to_contain_text("Labeled 1 event trill.")
    assert [label.label for label in labels_of(app.catalog)] == ["trill"]
    page.locator(".toast").first.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast", has_text="no longer labeled trill")).to_have_count(1)
    expect(page.locator(f"{CHOSEN} h2")).not_to_contain_text("trill")
    assert labels_of(app.catalog) == []


def test_what_is_typed_stays_when_more_of_the_recording_comes(visit: Visits, app: AppServer) -> None:
    page, held = visit(app.at("/overview")), list[Route]()
    page.route("**/api/recordings/1/edges", lambda route: held.append(route))
    page.goto(app.at("/recordings/1"))
    expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
    page.keyboard.press("n")
    field = page.get_by_label("Label", exact=True)
    field.fill("tri")
    with page.expect_response("**/api/recordings/1/edges"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    page.keyboard.type("ll")
    expect(field).to_have_value("trill")


def handles(page: Page) -> list[tuple[float, float]]:
    """Places on the screen where the mouse meets a handle, from left to right."""
    box = page.locator(".timeline").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] - 36
    met: list[tuple[float, float]] = []
    for x in range(int(box["x"]), int(box["x"] + box["width"] / 2), 6):
        page.mouse.move(x, y)
        if "is-on-edge" in (page.locator(".timeline").get_attribute("class") or ""):
            met.append((x, y))
    return met


def test_a_dragged_handle_draws_an_edge_until_undo(app: AppServer, visit: Visits, page: Page) -> None:
    page.keyboard.press("n")
    ends = page.get_by_label("Ends (s)")
    found = float(ends.input_value())
    x, y = handles(page)[-1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y)
    page.mouse.move(x + 9, y, steps=3)
    page.mouse.up()
    expect(page.locator(".toast").first).to_contain_text("Edges drawn.")
    expect(page.locator(".edge-form")).to_contain_text("Drawn by hand; found from")
    visit.shoot_all(page, "recording-edges")
    drawn = answers_of(app.catalog)[-1]
    # Nine pixels at 120 a second: the edge moves as far as the handle.
    assert (drawn.question, list(drawn.facts)) == ("edges", ["offset_s"])
    assert drawn.facts["offset_s"] - found == pytest.approx(9 / 120, abs=0.01)
    page.locator(".toast").first.get_by_role("button", name="Undo").click()
    expect(ends).to_have_value(f"{found:.4f}")
    assert answers_of(app.catalog) == []


def test_edges_can_be_typed(app: AppServer, page: Page) -> None:
    page.keyboard.press("n")
    begins = page.get_by_label("Begins (s)")
    found = float(begins.input_value())
    begins.fill(f"{found + 0.003:.4f}")
    page.keyboard.press("Enter")
    expect(page.locator(".edge-form")).to_contain_text("Drawn by hand")
    assert answers_of(app.catalog)[-1].facts["onset_s"] == pytest.approx(found + 0.003, abs=1e-4)


def test_an_edge_too_far_away_is_refused_and_goes_back(app: AppServer, visit: Visits, page: Page) -> None:
    visit.allowed.append("422")
    page.keyboard.press("n")
    ends = page.get_by_label("Ends (s)")
    found = ends.input_value()
    ends.fill("14")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("An edge can be moved by up to")
    expect(ends).to_have_value(found)
    assert answers_of(app.catalog) == []


def test_keys_mark_a_stretch_and_search_for_it(page: Page) -> None:
    page.locator(".timeline").focus()
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(f"{CHOSEN} h2")).to_contain_text("0:00.000 to")
    page.keyboard.press("f")
    expect(page.locator(".hit").first).to_be_visible()


def test_mouse_marks_a_stretch(page: Page) -> None:
    box = page.locator(".timeline").bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 100, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 200, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator(f"{CHOSEN} h2")).to_have_text(re.compile(r"0:00\.8\d\d to 0:01\.8\d\d"))


def test_straight_up_marks_nothing(page: Page) -> None:
    box = page.locator(".timeline").bounding_box()
    assert box is not None
    page.get_by_role("button", name="Mark a stretch").click()
    page.mouse.move(box["x"] + 100, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 120, steps=4)
    page.mouse.up()
    expect(page.locator(CHOSEN)).to_contain_text("Press an event")


def test_wheel_scrolls_and_with_ctrl_zooms(page: Page) -> None:
    page.locator(".timeline").hover()
    before = sight(page)
    page.mouse.wheel(0, 240)
    scrolled = sight(page)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    zoomed = sight(page)
    assert scrolled[0] > before[0]
    assert zoomed[1] - zoomed[0] < scrolled[1] - scrolled[0] - 1


def test_a_time_can_be_gone_to(page: Page) -> None:
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_label("Go to").fill("0:12.5")
    page.keyboard.press("Enter")
    first, last = sight(page)
    assert first < 12.5 < last


def test_time_that_is_none_is_explained(page: Page) -> None:
    page.get_by_label("Go to").fill("noon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Expected a time between 0:00 and 0:15.0")


def test_slowed_down_sound_is_said_to_be(page: Page) -> None:
    page.get_by_label("Speed").select_option("10")
    page.locator(".timeline").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Stop")).to_contain_text("10 × slower")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=False).first).to_have_attribute("aria-pressed", "false")


def test_recording_whose_file_is_gone_still_shows_its_events(visit: Visits, pages: Path, tmp_path: Path) -> None:
    assert pages.is_dir()
    visit.allowed.append("410")
    sounds = write_folder(tmp_path / "sounds")
    catalog = quick_learn(sounds, tmp_path / "c.coincide").catalog
    (sounds / "r1.wav").unlink()
    with AppServer(catalog) as app:
        page = visit(app.at("/recordings"))
        expect(page.locator("tbody tr").nth(1)).to_contain_text("file is gone")
        page.get_by_role("link", name="r1.wav").click()
        expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
        page.keyboard.press("n")
        expect(page.locator(f"{CHOSEN} h2")).to_contain_text("ategory")
        visit.leave()


def test_a_call_without_a_picture_says_why_once_when_it_is_pressed(visit: Visits, pages: Path, tmp_path: Path) -> None:
    assert pages.is_dir()
    visit.allowed.append("410")
    sounds = write_folder(tmp_path / "sounds")
    catalog = quick_learn(sounds, tmp_path / "c.coincide").catalog
    for path in sounds.iterdir():
        path.unlink()
    with AppServer(catalog) as app:
        page = visit(app.at("/categories/1"))
        for _ in range(2):
            page.locator(".thumbnail.is-missing").first.click()
            expect(page.locator(".toast.is-error")).to_contain_text("is gone: nothing can be read at")
        expect(page.locator(".toast.is-error")).to_have_count(1)
        visit.leave()


def test_recordings_have_no_barriers(visit: Visits, app: AppServer, page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(f"{CHOSEN} h2")).to_contain_text("ategory")
    listed = visit(app.at("/recordings"))
    expect(listed.locator("tbody tr")).to_have_count(2)
    assert barriers_by_theme(page) + barriers_by_theme(listed) == []


def test_another_speed_plays_on_up_to_the_same_end(page: Page) -> None:
    def ends(url: str) -> str:
        return parse_qs(urlsplit(url).query)["to_s"][0]

    page.get_by_label("Speed").select_option("10")
    page.locator(".timeline").focus()
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    with page.expect_request("**/sound.wav?*") as slow:
        page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    with page.expect_request("**/sound.wav?*") as fast:
        page.get_by_label("Speed").select_option("1")
    assert ends(fast.value.url) == ends(slow.value.url)
