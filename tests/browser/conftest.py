"""A real browser, a learned catalog to look at, and devices that play files.

`visit` opens pages in Debian's Chromium, or in Firefox (see `browser_engine`), with fake devices, and fails a test
afterwards if a page wrote an error to the console, threw, or broke its content security policy. The pages must be
built: ``python web/bundle.py build``.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_engine import BROWSER, ENGINE
from browser_folder import FolderServer, lay_folder
from browser_open import OpenBrowsers
from browser_visits import Visits
from labeling import copy_of
from made_once import own_copy
from playwright.sync_api import Playwright, expect, sync_playwright
from workflow_examples import write_calls

from coincide.workflow.export.live import live_recognizer

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "src/coincide/web/_static"
SCREENSHOTS = ROOT / "build/screenshots"
# As long as for what a page is asked to do: on a busy machine, the first question takes longer than the usual 5 s.
expect.set_options(timeout=20_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, object, object]:
    """Show failures as Python does: parsing the source for it, deep in a greenlet of Playwright, breaks the whole run
    (`SystemError: AST constructor recursion depth mismatch`, CPython #106905)."""
    usual = item.config.option.tbstyle
    item.config.option.tbstyle = "native"
    try:
        return (yield)
    finally:
        item.config.option.tbstyle = usual


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, in other browsers, what only Chromium has; the mark says what that is."""
    for item in items:
        if BROWSER != "chromium" and (only := item.get_closest_marker("only_chromium")) is not None:
            item.add_marker(pytest.mark.skip(reason=f"only Chromium has {only.args[0]}"))


@pytest.fixture(scope="session")
def pages() -> Path:
    """The built pages."""
    if not (PAGES / "live.js").is_file():
        pytest.skip("the pages are not built; run `python web/bundle.py build`")
    return PAGES


@pytest.fixture(scope="session")
def playwright() -> Generator[Playwright]:
    if ENGINE.missing is not None:
        pytest.skip(f"there is no {BROWSER} here; install {ENGINE.missing}")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browsers(playwright: Playwright) -> OpenBrowsers:
    """Browsers that all tests share; each test opens pages as a new visitor."""
    return OpenBrowsers(playwright)


@pytest.fixture
def visit(playwright: Playwright, browsers: OpenBrowsers) -> Generator[Visits]:
    """Opens pages; each must have left the console clean when the test ends."""
    visits = Visits(playwright, SCREENSHOTS, browsers)
    yield visits
    visits.close()


@pytest.fixture(scope="session")
def sounds(lesson_once: Path) -> Path:
    """Two recordings, and beside their folder what is in them, as a table; do not change them."""
    return lesson_once / "sounds"


@pytest.fixture(scope="session")
def learned(lesson_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learned catalog without any name; do not change it."""
    return own_copy(tmp_path_factory, lesson_once / "learned.coincide")


@pytest.fixture(scope="session")
def demo(named_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with names of the calls: up, trill, two notes; and with its recognizer. Copy it to write to it."""
    return own_copy(tmp_path_factory, named_once)


@pytest.fixture
def app(pages: Path, learned: Path, tmp_path: Path, visit: Visits) -> Generator[AppServer]:
    """The app over a copy of `learned`; change it as you like. Pages are closed before it ends, and miss nothing."""
    assert pages.is_dir()
    with AppServer(copy_of(learned, tmp_path)) as server:
        yield server
        visit.leave()


@pytest.fixture(scope="session")
def exported(demo: Path, pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a static host has it: the pages, and the demo catalog's recognizer."""
    made = live_recognizer(demo)
    folder = lay_folder(pages, tmp_path_factory.mktemp("exported"))
    (folder / "model.onnx").write_bytes(made.model)
    (folder / "model.json").write_text(made.manifest.model_dump_json(), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def static_host(exported: Path) -> Generator[FolderServer]:
    with FolderServer(exported) as host:
        yield host


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of calls, and beside it their names in order."""
    path = tmp_path_factory.mktemp("microphone") / "calls.wav"
    truth = write_calls(path, seed=31, duration_s=12, gap_s=(0.6, 0.9))
    path.with_suffix(".txt").write_text("\n".join(call.label for call in truth), encoding="utf-8")
    return path
