"""The live page sees: a camera that shows pictures in turn, and names that appear in their order."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from browser_folder import FolderServer, lay_folder
from browser_listening import (
    HELD,
    PATIENCE_MS,
    logged,
    set_threshold,
    start,
    teach,
    wait_for_log,
    wait_until_no_workers,
)
from browser_media import follows, write_camera
from browser_visits import Visits
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from coincide.app.recognizer_maker import RecognizerMaker
from coincide.errors import MissingPackageError
from coincide.workflow.export.image_model import image_recognizer

skimage_data = pytest.importorskip("skimage.data")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def host(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[FolderServer]:
    """A static host of a folder that sees, too."""
    RecognizerMaker("image").make(None, is_awaited=True)
    try:
        made = image_recognizer()
    except MissingPackageError as error:
        pytest.skip(str(error))
    folder = lay_folder(exported, tmp_path_factory.mktemp("seeing"))
    (folder / "image.onnx").write_bytes(made.model)
    (folder / "image.json").write_text(made.manifest.model_dump_json(), encoding="utf-8")
    with FolderServer(folder) as host:
        yield host


@pytest.fixture(scope="module")
def cup_and_man(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cup of espresso and a man with a tripod, in turn."""
    man: NDArray[np.uint8] = np.stack([skimage_data.camera()] * 3, axis=-1)
    return write_camera(tmp_path_factory.mktemp("camera") / "turn.mjpeg", [skimage_data.coffee(), man], n_frames=60)


@pytest.fixture(scope="module")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stripes of two colors, which have no name."""
    place = np.arange(480)
    picture = np.zeros((480, 480, 3), dtype=np.uint8)
    picture[..., 0] = (127 + 120 * np.sin(place / 9))[:, None]
    picture[..., 2] = (127 + 120 * np.sin(place / 15))[None, :]
    return write_camera(tmp_path_factory.mktemp("stripes") / "stripes.mjpeg", [picture], n_frames=10)


AWAKE = """
window.held = 0;
WakeLock.prototype.request = async () => { held++; return { release: async () => { held--; } }; };
"""


def tell_track(page: Page, event: str) -> None:
    """Let the camera say what no fake camera says by itself."""
    page.evaluate(f"stream.getTracks()[0].dispatchEvent(new Event('{event}'))")


def watch(page: Page) -> Page:
    page.get_by_text("Camera", exact=True).click()
    start(page)
    return page


def test_names_appear_in_the_order_of_the_pictures(visit: Visits, host: FolderServer, cup_and_man: Path) -> None:
    page = watch(visit(host.live, camera=cup_and_man))
    wait_for_log(page, 4)
    visit.shoot_all(page, "live-camera")
    assert follows(logged(page), ["espresso", "tripod"], may_miss=0)


def test_a_threshold_of_one_hides_what_is_seen(visit: Visits, host: FolderServer, cup_and_man: Path) -> None:
    page = watch(visit(host.live, camera=cup_and_man))
    set_threshold(page, 1)
    expect(page.locator("#live-label")).to_have_text("Unknown", timeout=PATIENCE_MS)


def test_the_page_shows_the_square_that_is_seen(visit: Visits, host: FolderServer) -> None:
    page = watch(visit(host.live, size=(390, 844)))
    for width, height in ((390, 844), (844, 390), (1440, 900)):  # at once, since it takes a while until a camera sees
        page.set_viewport_size({"width": width, "height": height})
        video, stage = (page.locator(one).bounding_box() for one in (".live-video", ".live-stage"))
        assert video is not None and stage is not None
        assert video["width"] == pytest.approx(video["height"], abs=1)
        assert stage["x"] <= video["x"] and video["x"] + video["width"] <= stage["x"] + stage["width"]


def test_what_has_no_name_can_be_taught(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes))
    teach(page, "my curtain", n=5)
    expect(page.locator("#live-label")).to_have_text("my curtain", timeout=PATIENCE_MS)
    visit.shoot(page, "live-taught-picture")


def test_a_renamed_class_is_named_by_its_new_name(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes))
    teach(page, "my curtain", n=5)
    page.get_by_role("button", name="Rename my curtain").click()
    page.get_by_label("New name of my curtain").fill("blind")
    page.keyboard.press("Enter")
    expect(page.locator("#live-label")).to_have_text("blind", timeout=PATIENCE_MS)


def test_a_button_stays_while_examples_come_in(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes))
    teach(page, "my curtain", n=1)
    forget = page.get_by_role("button", name="Forget my curtain").element_handle()
    teach(page, "my curtain", n=5)
    assert forget.evaluate("button => button.isConnected")


@pytest.mark.only_chromium("downloads that its driver tells of")
def test_saved_examples_come_back_from_their_file(
    visit: Visits, host: FolderServer, stripes: Path, tmp_path: Path
) -> None:
    page = watch(visit(host.live, camera=stripes))
    teach(page, "my curtain", n=5)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save examples").click()
    coming.value.save_as(tmp_path / "taught.json")
    page.get_by_role("button", name="Forget my curtain").click()
    expect(page.locator("#live-label")).not_to_have_text("my curtain", timeout=PATIENCE_MS)
    page.get_by_label("File of taught examples").set_input_files(tmp_path / "taught.json")
    expect(page.locator("#live-label")).to_have_text("my curtain", timeout=PATIENCE_MS)


def test_what_is_taught_as_something_else_is_never_named(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes))
    page.get_by_role("button", name="Teach something else").click()
    teach(page, "something else", n=5)
    expect(page.locator("#live-label")).to_have_text("Unknown", timeout=PATIENCE_MS)
    expect(page.locator(".live-bars")).not_to_contain_text("something else")


def test_the_screen_stays_on_while_it_watches(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes, script=AWAKE))
    assert page.evaluate("held") == 1
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".live-start")).to_contain_text("Watch")
    assert page.evaluate("held") == 0


@pytest.mark.only_chromium("a second fake camera")
def test_the_other_camera_is_one_press_away(visit: Visits, host: FolderServer) -> None:
    page = watch(visit(host.live, flags=("--use-fake-device-for-media-stream=device-count=2",)))
    first = page.locator(".live-device").input_value()
    page.get_by_role("button", name="Turn camera").click()
    expect(page.locator(".live-start")).to_contain_text("Stop", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Turn camera")).to_be_visible(timeout=PATIENCE_MS)
    assert page.locator(".live-device").input_value() != first


def test_a_phone_on_its_side_has_room_for_the_picture_and_the_button(
    visit: Visits, host: FolderServer, stripes: Path
) -> None:
    page = watch(visit(host.live, camera=stripes, is_phone=True))
    page.set_viewport_size({"width": 844, "height": 390})
    heights = [page.locator(part).bounding_box() for part in (".live-video", ".live-teach-bar")]
    assert sum(box["height"] for box in heights if box is not None) < 390


def test_stopping_lets_go_of_the_camera(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes))
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".live-start")).to_contain_text("Watch")
    assert page.evaluate("document.querySelector('video').srcObject") is None
    wait_until_no_workers(page)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotReadableError", "The camera cannot be opened; another program may be using it. Close that program, then"),
        ("NotAllowedError", "The camera was refused. Allow it for this page in the browser's address bar"),
        ("NotFoundError", "No camera was found. Connect one, then start again."),
    ],
)
def test_a_camera_that_cannot_be_opened_is_told_of(visit: Visits, host: FolderServer, error: str, words: str) -> None:
    page = visit(
        host.live,
        script=f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{error}'); }};",
    )
    page.get_by_text("Camera", exact=True).click()
    expect(page.locator("#live-label")).to_have_text("Press Watch")
    page.locator(".live-start").click()
    expect(page.locator(".live-trouble")).to_contain_text(words)
    expect(page.locator(".live-start")).to_contain_text("Watch")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("granted", "The camera was disconnected. Connect it again, then start again. What was logged is kept."),
        ("denied", "The permission for the camera was withdrawn. Allow it again in the browser's address bar"),
    ],
)
def test_a_camera_that_is_lost_while_it_runs_is_told_of(
    visit: Visits, host: FolderServer, cup_and_man: Path, state: str, words: str
) -> None:
    lose = f"navigator.permissions.query = async () => ({{ state: '{state}' }});"
    page = watch(visit(host.live, camera=cup_and_man, script=HELD + lose))
    wait_for_log(page, 1)
    seen = logged(page)
    tell_track(page, "ended")
    expect(page.locator(".live-trouble")).to_contain_text(words, timeout=PATIENCE_MS)
    expect(page.locator(".live-start")).to_contain_text("Watch")
    assert logged(page)[: len(seen)] == seen
    assert page.evaluate("stream.getTracks().map(track => track.readyState)") == ["ended"]


def test_a_camera_that_sends_nothing_for_a_while_is_told_of(visit: Visits, host: FolderServer, stripes: Path) -> None:
    page = watch(visit(host.live, camera=stripes, script=HELD))
    tell_track(page, "mute")
    expect(page.locator(".live-trouble")).to_contain_text("The camera sends no pictures: another program may be using")
    tell_track(page, "unmute")
    expect(page.locator(".live-trouble")).to_have_text("")
    expect(page.locator(".live-start")).to_contain_text("Stop")


def test_a_folder_without_pictures_recognizer_says_so(visit: Visits, static_host: FolderServer) -> None:
    visit.allowed.append("404")
    page = visit(static_host.live)
    page.get_by_text("Camera", exact=True).click()
    expect(page.locator(".live-trouble")).to_contain_text("This folder holds no recognizer for pictures")
