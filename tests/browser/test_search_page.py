"""Search: by a call, a stretch, a file and the microphone; hits to hear, to open and to label."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_axe import barriers_by_theme
from browser_visits import Visits
from labeling import events_of, labels_of
from playwright.sync_api import Page, expect

HIT = ".hit"
SOURCES = {"file": "A file", "clip": "The microphone", "stretch": "A stretch of a recording"}


def first_event(app: AppServer) -> int:
    found = events_of(app.catalog)[0].id
    assert found is not None
    return found


def searching(visit: Visits, app: AppServer, *, by: str) -> Page:
    page = visit(app.at("/search"))
    page.get_by_label(SOURCES[by], exact=True).check()
    return page


FIRST_SEARCH_MS = 90_000
"""The first search by warping compiles its kernels, where nobody has before."""


def distances(page: Page) -> list[float]:
    expect(page.locator(HIT).first).to_be_visible(timeout=FIRST_SEARCH_MS)
    return [float(text) for text in page.locator(f"{HIT} .tabular").all_inner_texts()]


def test_typical_call_finds_others_nearest_first(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/search"))
    page.locator(".typical-one button.small").first.click()
    found = distances(page)
    visit.shoot_all(page, "search")
    assert len(found) > 3
    assert found == sorted(found)


def test_named_category_is_called_by_its_name(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/search"))
    page.evaluate(
        """() => fetch("/api/categories/1/name", {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: "wren" }) })"""
    )
    page.goto(app.at("/search"))
    page.locator(".typical-one button.small", has_text="wren").click()
    expect(page.locator(".hit-name", has_text="wren")).not_to_have_count(0)
    expect(page.locator(".hit-name", has_text="category 1")).to_have_count(0)
    page.get_by_role("link", name="Open").first.click()
    expect(page.locator(".chosen h2")).to_contain_text("wren")


@pytest.mark.parametrize("width", [390, 1440])
def test_names_and_times_of_hits_are_never_cut_off(visit: Visits, app: AppServer, width: int) -> None:
    page = visit(app.at(f"/search?event={first_event(app)}"), size=(width, 900))
    distances(page)
    for part, text in ((".hit-name", "category 15"), (".hit-where", "finch_bout/bout_1.wav at 0:05.59")):
        shown = page.locator(part).first
        shown.evaluate("(one, text) => { one.textContent = text }", text)
        assert shown.evaluate("one => one.scrollWidth <= one.clientWidth")
    visit.shoot(page, f"search-{width}")


@pytest.mark.parametrize("metric", ["embedding", "euclidean", "dtw"])
def test_each_way_to_compare_finds_something(visit: Visits, app: AppServer, metric: str) -> None:
    page = visit(app.at(f"/search?event={first_event(app)}&metric={metric}&k=12"))
    assert len(distances(page)) > 3


def test_way_to_compare_can_be_changed(visit: Visits, app: AppServer) -> None:
    page = visit(app.at(f"/search?event={first_event(app)}"))
    before = distances(page)
    page.get_by_label("Compare by").select_option("dtw")
    farthest = page.locator(f"{HIT} .tabular").nth(len(before) - 1)
    expect(farthest).not_to_have_text(f"{before[-1]:.3f}", timeout=FIRST_SEARCH_MS)
    assert "metric=dtw" in page.url
    assert distances(page) != before


def test_stretch_that_is_marked_is_searched_for(visit: Visits, app: AppServer) -> None:
    page = searching(visit, app, by="stretch")
    timeline = page.locator(".timeline")
    expect(timeline).to_have_attribute("data-settled", "true")
    box = timeline.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 50, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 150, steps=3)
    page.mouse.up()
    visit.shoot(page, "search-stretch")
    page.get_by_role("button", name="Search for this").click()
    assert len(distances(page)) > 3


def test_address_of_a_stretch_opens_its_recording(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/search?recording=2&from=3.07&to=3.9"))
    stretch = page.locator(".search-stretch")
    expect(stretch.locator("option:checked")).to_have_text("r1.wav")
    expect(stretch).to_contain_text("0:03.070 to 0:03.900")
    expect(page.locator(".search-query h2")).to_have_text("A stretch of r1.wav")
    assert len(distances(page)) > 3
    visit.shoot(page, "search-address", is_whole=True)


def test_stretch_marked_in_a_recording_is_searched_for_there(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/recordings/2"))
    timeline = page.locator(".timeline")
    expect(timeline).to_have_attribute("data-settled", "true")
    timeline.focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("f")
    expect(page.locator(".search-stretch option:checked")).to_have_text("r1.wav")
    assert len(distances(page)) > 3


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "event=99999",
            "There is no call 99999 in this catalog. The address may be older than the last coincide learn.",
        ),
        ("recording=99&from=1&to=2", "There is no recording 99 in this catalog."),
        ("recording=2&from=5&to=3", "should hold a stretch that ends after it begins, but holds one from 5 to 3 s."),
        ("event=finch", "should hold a whole number as event, but holds finch."),
    ],
)
def test_address_that_cannot_be_searched_for_says_why(visit: Visits, app: AppServer, query: str, words: str) -> None:
    visit.allowed.append("status of 404")
    page = visit(app.at(f"/search?{query}"))
    expect(page.locator(".search-hits [role=alert]")).to_contain_text(words)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    visit.shoot(page, f"search-{query.partition('=')[0]}-wrong")


def test_file_is_searched_for(visit: Visits, app: AppServer, sounds: Path) -> None:
    page = searching(visit, app, by="file")
    page.locator("#search-file").set_input_files(sounds / "r0.wav")
    expect(page.locator(".search-query h2")).to_have_text("r0.wav")
    assert len(distances(page)) > 3


def test_dropped_file_is_searched_for(visit: Visits, app: AppServer, sounds: Path) -> None:
    page = visit(app.at("/search"))
    data = page.evaluate_handle(
        """(text) => { const data = new DataTransfer(), bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], "dropped.wav", { type: "audio/wav" })); return data; }""",
        b64encode((sounds / "r1.wav").read_bytes()).decode(),
    )
    page.dispatch_event(".page-search", "drop", {"dataTransfer": data})
    expect(page.locator(".search-query h2")).to_have_text("dropped.wav")
    assert len(distances(page)) > 3


def test_file_that_is_no_sound_is_refused_before_it_is_sent(visit: Visits, app: AppServer) -> None:
    page = searching(visit, app, by="file")
    page.locator("#search-file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"})
    expect(page.get_by_role("alert")).to_contain_text("is not a sound file")


def test_file_that_pretends_to_be_sound_is_explained(visit: Visits, app: AppServer) -> None:
    visit.allowed.append("status of 4")
    page = searching(visit, app, by="file")
    page.locator("#search-file").set_input_files({"name": "a.wav", "mimeType": "audio/wav", "buffer": b"hello" * 99})
    expect(page.locator(".search-hits [role=alert]")).to_contain_text("cannot be decoded")


def test_file_that_is_too_large_is_refused_before_it_is_sent(visit: Visits, app: AppServer) -> None:
    page = searching(visit, app, by="file")
    data = page.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(65 * 2 ** 20)], "long.wav", { type: "audio/wav" })); return data; }"""
    )
    page.dispatch_event(".page-search", "drop", {"dataTransfer": data})
    expect(page.get_by_role("alert")).to_contain_text("at most 64 MB")


def test_clip_from_the_microphone_is_searched_for(visit: Visits, app: AppServer, sounds: Path) -> None:
    page = visit(app.at("/search"), microphone=sounds / "r0.wav")
    page.get_by_label(SOURCES["clip"], exact=True).check()
    page.locator(".search-clip select").select_option("2")
    page.get_by_role("button", name="Record").click()
    expect(page.locator(".search-query h2")).to_have_text("2 seconds from the microphone", timeout=10_000)
    assert len(distances(page)) > 3
    expect(page.locator(".search-query p")).to_contain_text("was compared")
    assert page.locator(".search-query img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 512
    visit.shoot_all(page, "search-microphone")


@pytest.mark.only_chromium("a switch that takes all devices away")
def test_missing_microphone_is_explained(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/search"), devices="none")
    page.get_by_label(SOURCES["clip"], exact=True).check()
    page.get_by_role("button", name="Record").click()
    expect(page.locator(".search-clip [role=status]")).to_contain_text("No microphone was found.")


def test_hits_get_a_label_in_the_catalog(visit: Visits, app: AppServer) -> None:
    page = visit(app.at(f"/search?event={first_event(app)}&k=12"))
    n = len(distances(page))
    page.locator(f"{HIT} input").first.uncheck()
    page.get_by_label("Label", exact=True).fill("trill")
    page.get_by_role("button", name=f"Label {n - 1} hits").click()
    expect(page.locator(".toast").first).to_contain_text(f"Labeled {n - 1} events trill.")
    assert [label.label for label in labels_of(app.catalog)] == ["trill"] * (n - 1)


def test_hit_leads_to_its_recording(visit: Visits, app: AppServer) -> None:
    page = visit(app.at(f"/search?event={first_event(app)}&k=12"))
    page.locator(HIT).nth(2).get_by_role("link", name="Open").click()
    expect(page.locator(".recording-chosen .thumbnail")).to_have_count(1)


def test_search_has_no_barriers(visit: Visits, app: AppServer) -> None:
    page = visit(app.at(f"/search?event={first_event(app)}&k=12"))
    assert len(distances(page)) > 3
    assert barriers_by_theme(page) == []


def test_microphone_that_is_allowed_too_late_is_let_go_unheard(visit: Visits, app: AppServer, sounds: Path) -> None:
    allow_later = """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  window.stream = await ask(wanted);
  return new Promise((resolve) => { window.allow = () => resolve(window.stream); });
};"""
    page = visit(app.at("/search"), microphone=sounds / "r0.wav", script=allow_later)
    page.get_by_label(SOURCES["clip"], exact=True).check()
    page.get_by_role("button", name="Record").click()
    page.wait_for_function("() => 'allow' in window")
    page.get_by_label(SOURCES["file"], exact=True).check()
    page.evaluate("allow()")
    page.wait_for_function("() => stream.getTracks().every((track) => track.readyState === 'ended')")
    expect(page.locator(".has-query")).to_have_count(0)
