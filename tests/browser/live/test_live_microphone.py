"""The live page hears: a microphone that plays a file, and names that appear in its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from browser_axe import barriers_by_theme
from browser_folder import FolderServer
from browser_listening import (
    NO_TRACK_READER,
    PATIENCE_MS,
    arrays_mb,
    crash,
    logged,
    n_examples,
    set_threshold,
    start,
    teach,
    wait_for_log,
    wait_until_kept,
    wait_until_no_workers,
)
from browser_media import follows
from browser_visits import Visits
from playwright.sync_api import Page, expect

from benchmarks.synthetic import synthesize_call
from coincide.annotations import read_annotations
from coincide.seeds import generator

pytestmark = pytest.mark.slow

BUZZ = 7
RATE_HZ = 16_000

# Keeps what the page opens, to look at it after the page let go.
WATCHED = """
window.opened = { streams: [], contexts: [] };
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  window.opened.streams.push(stream);
  return stream;
};
window.AudioContext = class extends AudioContext {
  constructor(...rest) { super(...rest); window.opened.contexts.push(this); }
};
"""

# Keeps the names of what the recognizer's thread tells of each hop.
TOLD = """
window.told = new Set();
window.Worker = class extends Worker {
  constructor(...rest) {
    super(...rest);
    this.addEventListener("message", ({ data }) => Object.keys(data.outputs ?? {}).forEach((name) => told.add(name)));
  }
};
"""


@pytest.fixture(scope="module")
def buzzes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Buzzes that nobody taught, one a second."""
    return _write_buzzes(tmp_path_factory.mktemp("buzzes") / "buzzes.wav", every_s=1.0)


@pytest.fixture(scope="module")
def fast_buzzes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, more than two a second."""
    return _write_buzzes(tmp_path_factory.mktemp("buzzes") / "fast.wav", every_s=0.4)


def _write_buzzes(path: Path, *, every_s: float) -> Path:
    rng = generator(5, "buzzes")
    sound = 0.02 * rng.standard_normal(6 * RATE_HZ).astype(np.float32)
    for number in range(int(6 / every_s)):
        call = synthesize_call(BUZZ, sample_rate_hz=RATE_HZ, rng=rng)
        at = round((number + 0.5) * every_s * RATE_HZ)
        sound[at : at + len(call)] += 0.25 * call[: len(sound) - at] / np.abs(call).max()
    soundfile.write(path, sound, RATE_HZ, subtype="PCM_16")
    return path


@pytest.fixture
def page(visit: Visits, static_host: FolderServer, calls: Path) -> Page:
    """The live page while it listens to the calls."""
    page = visit(static_host.live, microphone=calls, script=WATCHED)
    start(page)
    return page


@pytest.fixture
def download(page: Page, tmp_path: Path) -> Callable[[str], Path]:
    """Press a button, return the file that comes."""

    def press(name: str) -> Path:
        with page.expect_download() as coming:
            page.get_by_role("button", name=name).first.click()
        path = tmp_path / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    return press


def test_names_appear_in_the_order_of_the_calls(page: Page, calls: Path, visit: Visits) -> None:
    wait_for_log(page, 9)
    said = [name for name in logged(page) if name != "unknown"]
    visit.shoot_all(page, "live-microphone")
    assert len(said) >= 6
    assert follows(said, calls.with_suffix(".txt").read_text(encoding="utf-8").splitlines(), may_miss=2)


def test_the_running_page_has_no_barriers(page: Page) -> None:
    wait_for_log(page, 1)
    assert barriers_by_theme(page) == []


def test_a_phone_shows_a_warning_and_the_button_to_hold_at_once(visit: Visits, static_host: FolderServer) -> None:
    page = visit(static_host.live, size=(390, 844))
    page.locator("#live-facts").evaluate(
        "one => { one.textContent = '6.8 ms for 100 ms of sound, 95% within 20 ms · a name within 150 ms' }"
    )
    page.locator(".live-warning").evaluate(
        "(one, words) => { one.textContent = words }",
        "This computer is too slow right now and misses 66% of the sound, 12 s so far. Close other programs and tabs.",
    )
    warning, bar = (page.locator(one).bounding_box() for one in (".live-warning", ".live-teach-bar"))
    assert warning is not None and bar is not None
    assert warning["y"] + warning["height"] <= bar["y"]


def test_a_threshold_of_one_hides_every_name(page: Page) -> None:
    wait_for_log(page, 1)
    set_threshold(page, 1)
    page.get_by_role("button", name="Clear").click()
    wait_for_log(page, 3)
    assert set(logged(page)) == {"unknown"}
    expect(page.locator("#live-label")).to_have_text("Unknown", timeout=PATIENCE_MS)


def test_stopping_lets_go_of_microphone_and_worker(page: Page) -> None:
    assert len(page.workers) == 1
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".live-start")).to_contain_text("Listen")
    assert page.evaluate("opened.streams.flatMap((s) => s.getTracks()).map((track) => track.readyState)") == ["ended"]
    wait_until_no_workers(page)


def test_sound_comes_by_a_context_where_tracks_cannot_be_read(
    visit: Visits, static_host: FolderServer, calls: Path
) -> None:
    page = visit(static_host.live, microphone=calls, script=WATCHED + NO_TRACK_READER)
    start(page)
    wait_for_log(page, 2)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".live-start")).to_contain_text("Listen")
    assert page.evaluate("opened.contexts.map((context) => context.state)") == ["closed"]


@pytest.mark.only_chromium("a count of what waits to be collected")
def test_the_recognizer_leaves_no_memory_to_be_collected(page: Page) -> None:
    wait_for_log(page, 9)  # a hundred hops, of which each has half a megabyte to remember
    assert arrays_mb(page, "infer.worker.js") < 2


def test_what_the_recognizer_remembers_stays_with_it(visit: Visits, static_host: FolderServer, calls: Path) -> None:
    page = visit(static_host.live, microphone=calls, script=TOLD)
    start(page)
    # Half a megabyte ten times a second, which nobody reads.
    assert set(page.evaluate("[...told]")) == {"probabilities", "embedding", "events", "level"}


def test_listening_can_be_started_again(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    start(page)
    wait_for_log(page, 1)


@pytest.mark.only_chromium("downloads that its driver tells of")
def test_the_log_is_a_table_that_coincide_reads(page: Page, download: Callable[[str], Path]) -> None:
    wait_for_log(page, 2)
    page.get_by_role("button", name="Stop").click()
    rows = read_annotations(download("Save as CSV"))
    assert [row.label for row in rows] == logged(page)


@pytest.mark.only_chromium("downloads that its driver tells of")
def test_the_log_is_a_selection_table_that_coincide_reads(page: Page, download: Callable[[str], Path]) -> None:
    wait_for_log(page, 2)
    page.get_by_role("button", name="Stop").click()
    rows = read_annotations(download("Save for Raven"))
    assert [row.label for row in rows] == logged(page)


@pytest.mark.only_chromium("downloads that its driver tells of")
def test_only_the_newest_fifty_calls_can_be_played(visit: Visits, static_host: FolderServer, fast_buzzes: Path) -> None:
    page = visit(static_host.live, microphone=fast_buzzes)
    start(page)
    wait_for_log(page, 52)
    lines = page.locator(".live-log tbody tr")
    has_play = lines.evaluate_all("rows => rows.map(row => row.querySelector('.live-line-actions') !== null)")
    n_playable = sum(has_play)
    assert has_play == [True] * n_playable + [False] * (len(has_play) - n_playable)
    assert n_playable in (49, 50)  # the newest call is kept a moment before its line is drawn


def test_without_a_server_a_kept_clip_is_saved_as_sound(page: Page, download: Callable[[str], Path]) -> None:
    wait_for_log(page, 1)
    sound, rate_hz = soundfile.read(download("Save the last sound"))
    assert rate_hz == RATE_HZ
    assert 0.1 < len(sound) / rate_hz < 2  # listening may begin in the middle of a call
    assert np.abs(sound).max() > 0.05


def test_a_sound_that_nobody_named_can_be_taught(visit: Visits, static_host: FolderServer, buzzes: Path) -> None:
    page = visit(static_host.live, microphone=buzzes)
    start(page)
    teach(page, "my buzz", n=3)
    page.get_by_role("button", name="Clear").click()
    wait_for_log(page, 9)
    visit.shoot(page, "live-taught-sound")
    # A busy machine misses moments, half a buzz may be something else, and one in ten is `unknown`.
    assert Counter(logged(page)).most_common(1)[0][0] == "my buzz"


def test_taught_classes_are_there_on_the_next_visit(visit: Visits, static_host: FolderServer, buzzes: Path) -> None:
    page = visit(static_host.live, microphone=buzzes)
    start(page)
    teach(page, "my buzz", n=1)
    page.get_by_role("button", name="Stop").click()
    wait_until_kept(page, "my buzz")
    page.reload()
    expect(page.locator('[data-class="my buzz"]')).to_be_visible()


@pytest.mark.parametrize("script", ["", "indexedDB.open = () => { throw new Error('refused'); };"])
def test_a_class_taught_just_before_a_reload_is_kept(
    visit: Visits, static_host: FolderServer, buzzes: Path, script: str
) -> None:
    page = visit(static_host.live, microphone=buzzes, script=script)
    start(page)
    teach(page, "my buzz", n=1)
    page.reload()
    expect(page.locator('[data-class="my buzz"]')).to_be_visible()
    visit.shoot(page, "live-kept-class")


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        ("indexedDB.open = Storage.prototype.setItem = () => { throw new Error('refused'); };", "does not keep the"),
        (
            "IDBObjectStore.prototype.add = Storage.prototype.setItem = "
            "() => { throw new DOMException('', 'QuotaExceededError'); };",
            "The storage of this browser is full, so",
        ),
    ],
)
def test_a_browser_that_keeps_nothing_is_told_of(
    visit: Visits, static_host: FolderServer, buzzes: Path, refuse: str, words: str
) -> None:
    page = visit(static_host.live, microphone=buzzes, script=refuse)
    start(page)
    teach(page, "my buzz", n=1)
    for what in ("as a file before", "as a table before"):
        expect(page.locator(".toast.is-error", has_text=what)).to_contain_text(words)


@pytest.mark.only_chromium("an address that ends the page's process")
def test_what_was_heard_and_taught_survives_a_crash(visit: Visits, static_host: FolderServer, buzzes: Path) -> None:
    page = visit(static_host.live, microphone=buzzes)
    start(page)
    teach(page, "my buzz", n=1)
    wait_for_log(page, 2)
    heard = logged(page)
    crash(page)
    again = visit.again(page, static_host.live)
    wait_for_log(again, len(heard))
    visit.shoot_all(again, "live-after-crash")
    assert logged(again)[: len(heard)] == heard
    expect(again.locator('[data-class="my buzz"]')).to_be_visible()


def test_a_forgotten_class_is_not_said_again(visit: Visits, static_host: FolderServer, buzzes: Path) -> None:
    page = visit(static_host.live, microphone=buzzes)
    start(page)
    teach(page, "my buzz", n=1)
    page.get_by_role("button", name="Forget my buzz").click()
    expect(page.locator('[data-class="my buzz"]')).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    wait_for_log(page, 2)
    assert "my buzz" not in logged(page)


def test_a_thinned_class_keeps_half_of_its_examples(visit: Visits, static_host: FolderServer, buzzes: Path) -> None:
    page = visit(static_host.live, microphone=buzzes)
    start(page)
    teach(page, "my buzz", n=4)
    page.get_by_role("button", name="Stop").click()
    n_taught = n_examples(page, "my buzz")
    page.get_by_role("button", name="Thin my buzz").click()
    half = f"{(n_taught + 1) // 2} examples"
    expect(page.locator('[data-class="my buzz"]')).to_contain_text(half)
    page.reload()
    expect(page.locator('[data-class="my buzz"]')).to_contain_text(half)


def test_only_the_taught_classes_are_named_where_a_person_wants_it(page: Page, visit: Visits) -> None:
    for name in ("one", "other"):
        teach(page, name, n=1)
    set_threshold(page, 1)
    page.get_by_label("Only my classes").check()
    page.get_by_role("button", name="Clear").click()
    wait_for_log(page, 3)
    visit.shoot_all(page, "live-only-mine")
    assert set(logged(page)) <= {"one", "other"}
    assert set(page.locator(".live-bars li:not(.is-empty) .live-bar-name").all_text_contents()) <= {"one", "other"}
