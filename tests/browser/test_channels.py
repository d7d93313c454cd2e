"""A recording of two channels: looked at and heard one channel at a time, or mixed."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from browser_app import AppServer
from browser_visits import Visits
from playwright.sync_api import Page, expect
from workflow_examples import learn_stereo

CHOSEN = ".recording-chosen .thumbnail"


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where catalogs of one recording of two channels lie."""
    return tmp_path_factory.mktemp("stereo")


@pytest.fixture(scope="module")
def apart(pages: Path, stereo: Path) -> Generator[AppServer]:
    """The app where each channel was searched."""
    assert pages.is_dir()
    with AppServer(learn_stereo(stereo, "each")) as server:
        yield server


@pytest.fixture(scope="module")
def mixed(pages: Path, stereo: Path) -> Generator[AppServer]:
    """The app where the mix was searched."""
    assert pages.is_dir()
    with AppServer(learn_stereo(stereo, "mix")) as server:
        yield server


@pytest.fixture
def page(visit: Visits, apart: AppServer) -> Page:
    """The recording, drawn: its first channel."""
    return opened(visit, apart, "/recordings/1")


def opened(visit: Visits, app: AppServer, path: str) -> Page:
    page = visit(app.at(path))
    expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
    return page


def channel_shown(page: Page) -> str:
    return page.get_by_label("Channel").evaluate("select => select.selectedOptions[0].textContent")


def events(page: Page, channel: int) -> list[dict[str, Any]]:
    found = page.evaluate("async () => (await fetch('/api/recordings/1/events')).json()")
    return [event for event in found if event["channel"] == channel]


def test_recording_of_one_channel_offers_no_choice(visit: Visits, app: AppServer) -> None:
    expect(opened(visit, app, "/recordings/1").get_by_label("Channel")).to_have_count(0)


def test_first_channel_that_was_searched_is_shown_first(page: Page) -> None:
    assert channel_shown(page) == "0, left"


def test_mix_is_shown_first_where_the_mix_was_searched(visit: Visits, mixed: AppServer) -> None:
    assert channel_shown(opened(visit, mixed, "/recordings/1")) == "all mixed"


def test_chosen_channel_is_drawn(visit: Visits, page: Page) -> None:
    with page.expect_response(re.compile(r"/recordings/1/spectrogram\.png.*&channel=1")):
        page.get_by_label("Channel").select_option("1, right")
    expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
    visit.shoot(page, "recording-channel")


@pytest.mark.parametrize("channel", [0, 1])
def test_only_events_of_the_channel_are_gone_through(page: Page, channel: int) -> None:
    page.get_by_label("Channel").select_option(index=channel)
    page.locator(".timeline").focus()
    for event in events(page, channel)[:4]:
        page.keyboard.press("n")
        expect(page.locator(CHOSEN)).to_have_attribute("data-event", str(event["id"]))


def test_sound_is_that_of_the_channel(page: Page) -> None:
    page.get_by_label("Channel").select_option("1, right")
    page.locator(".timeline").focus()
    with page.expect_response(re.compile(r"/recordings/1/sound\.wav.*&channel=1")):
        page.keyboard.press("Space")


def test_sound_goes_on_in_another_channel(page: Page) -> None:
    page.locator(".timeline").focus()
    page.keyboard.press("Space")
    with page.expect_response(re.compile(r"/recordings/1/sound\.wav.*&channel=1")):
        page.get_by_label("Channel").select_option("1, right")


def test_event_of_another_channel_is_chosen_no_more(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(CHOSEN)).to_have_count(1)
    page.get_by_label("Channel").select_option("1, right")
    expect(page.locator(CHOSEN)).to_have_count(0)


def test_events_of_the_mix_are_shown_over_every_channel(visit: Visits, mixed: AppServer) -> None:
    page = opened(visit, mixed, "/recordings/1")
    page.get_by_label("Channel").select_option("1, right")
    page.locator(".timeline").focus()
    page.keyboard.press("n")
    expect(page.locator(CHOSEN)).to_have_attribute("data-event", str(events(page, 0)[0]["id"]))


def test_link_to_an_event_opens_its_channel(visit: Visits, apart: AppServer, page: Page) -> None:
    event = events(page, 1)[2]
    linked = opened(visit, apart, f"/recordings/1?at={event['onset_s']}&event={event['id']}")
    expect(linked.locator(CHOSEN)).to_have_attribute("data-event", str(event["id"]))
    assert channel_shown(linked) == "1, right"


def test_marked_stretch_is_searched_for_in_its_channel(page: Page) -> None:
    page.get_by_label("Channel").select_option("1, right")
    page.locator(".timeline").focus()
    for _ in range(12):
        page.keyboard.press("Shift+ArrowRight")
    with page.expect_request(lambda request: request.method == "POST" and "/api/search" in request.url) as asked:
        page.keyboard.press("f")
    assert '"channel":1' in str(asked.value.post_data)
    page.get_by_role("link", name="In its recording").click()
    expect(page.locator(".timeline")).to_have_attribute("data-settled", "true")
    assert channel_shown(page) == "1, right"


def test_stretch_of_a_channel_is_marked_on_the_page_search(visit: Visits, apart: AppServer) -> None:
    page = visit(apart.at("/search"))
    page.locator(".source-choice", has_text="A stretch").locator("input").check()
    page.get_by_label("Channel").select_option("1, right")
    box = page.locator(".timeline").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 100, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Search for this").click()
    expect(page).to_have_url(re.compile("&channel=1"))
