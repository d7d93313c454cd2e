"""How long the pages of the app take, in a real browser, on a catalog of 50,000 events.

Every visit has an empty cache, and the server has been running for a while; how long it reads ahead after its start is
a row of its own. A page is useful when what one came for is there: pictures loaded, rows listed, points drawn; the time
runs from the click on its address to the frame that shows it. For questions it runs from the key to the frame with the
next one.
"""

from __future__ import annotations

import os
import shutil
import statistics
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.copies import large_catalog
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.errors import InputError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, StorageState

_N_EVENTS, _N_MAPPED, _N_QUICK = 50_000, 100_000, 5_000
_N_VISITS, _N_ANSWERS = 5, 10
_MAX_PAGE_MS, _MAX_KEY_MS = 1000, 100
_FLAGS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
_SIZE = (1440, 900)


@dataclass(frozen=True)
class _Place:
    name: str
    path: str
    is_useful: str
    """JavaScript: true once the page shows what one came for."""


def _loaded(selector: str) -> str:
    return f"(() => {{ const i = document.querySelector('{selector}'); return i?.complete && i.naturalWidth > 0; }})()"


_DRAWN = "performance.getEntriesByName('coincide-map-drawn').length > 0"
_PLACES = (
    _Place("overview", "/overview", "document.querySelector('.lead') !== null"),
    _Place("categories", "/categories", _loaded("main .thumbnail img")),
    _Place("one category", "/categories/1", _loaded("main .thumbnail img")),
    _Place("map", "/map", _DRAWN),
    _Place("recordings", "/recordings", "document.querySelector('.recording-list tbody tr') !== null"),
    _Place("one recording", "/recordings/1", "document.querySelector('.timeline')?.dataset.settled === 'true'"),
    _Place("search", "/search", _loaded(".typical .thumbnail img")),
    _Place("hits of a search", "/search?event=1", _loaded(".hit .thumbnail img")),
    _Place("label", "/label", _loaded(".label-typical img")),
    _Place("runs", "/runs", "document.querySelector('main .panel, main tbody tr, main article') !== null"),
    # The last one, since the server then exports the recognizer, which keeps it busy for seconds.
    _Place("live", "/live", "document.querySelector('main h1') !== null"),
)
_WATCH = """(() => {
  const look = () => {
    if (IS_USEFUL) requestAnimationFrame(() => { window.usefulAt = performance.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
_ANSWER = """() => new Promise((done) => {
  const typical = () => document.querySelector('.label-typical')?.dataset.question;
  const before = typical();
  const at = performance.now();
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 's', bubbles: true, cancelable: true }));
  const look = () => {
    const image = document.querySelector('.label-typical img');
    if (typical() !== undefined && typical() !== before && image.complete) done(performance.now() - at);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def page_rows(options: Options, work: Path) -> list[Row]:
    """Measure all pages, the map with 100,000 points, and the time from key to question; `work` is an empty folder.

    Raises
    ------
    InputError : there is no Chromium.
    """
    n_events = _N_QUICK if options.quick else _N_EVENTS
    n_mapped = _N_QUICK if options.quick else _N_MAPPED
    rows: list[Row] = []
    with _browser() as browser:
        if options.wants("pages"):
            (work / "pages").mkdir()
            with _served(large_catalog(work / "pages", n_events)) as url:
                began = time.perf_counter()
                state = _entered(browser, url)
                _wait_for_questions(browser, state, url)
                ready_s = time.perf_counter() - began
                rows.append(Row(f"start, {n_events:,} events", "until questions are ready, s", ready_s, 0, 1, digits=1))
                rows += [_visits(browser, state, url, place, n_events) for place in _PLACES]
                rows.append(_answers(browser, state, url, n_events))
        if options.wants("map"):
            (work / "map").mkdir()
            with _served(large_catalog(work / "map", n_mapped)) as url:
                place = next(each for each in _PLACES if each.name == "map")
                rows.append(_visits(browser, _entered(browser, url), url, place, n_mapped))
    return rows


@contextmanager
def _browser() -> Generator[Browser]:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("COINCIDE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise InputError("expected Chromium, found none. Install it, or name it with COINCIDE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def _served(catalog: Path) -> Generator[str]:
    """Serve a catalog in a thread; gives an address that lets a browser in."""
    from coincide.web.serve import open_server, run_server

    opened = open_server(catalog, port=0)
    thread = threading.Thread(target=run_server, args=(opened,), daemon=True)
    thread.start()
    yield opened.address()
    opened.server.should_exit = True
    thread.join()


def _entered(browser: Browser, url: str) -> StorageState:
    """Get the cookie, and let the server read the catalog once, as its first visitor does."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    page.locator(".lead").wait_for(timeout=60_000)
    state = context.storage_state()
    context.close()
    return state


def _wait_for_questions(browser: Browser, state: StorageState, url: str) -> None:
    """Wait until the server has read ahead what it reads ahead when it starts; before that, pages wait for it."""
    context = browser.new_context(storage_state=state)
    for path in ("/api/label/queue", "/api/map"):
        context.request.get(_origin(url) + path, timeout=300_000)
    context.close()


def _visits(browser: Browser, state: StorageState, url: str, place: _Place, n_events: int) -> Row:
    say(f"visiting {place.name}")
    times = [_visit(browser, state, url, place) for _ in range(_N_VISITS)]
    what = "first frame" if place.name == "map" else "first useful paint"
    return _row(f"{place.name}, {n_events:,} events", f"{what}, median ms", times, f"≤ {_MAX_PAGE_MS}")


def _visit(browser: Browser, state: StorageState, url: str, place: _Place) -> float:
    context = browser.new_context(viewport={"width": _SIZE[0], "height": _SIZE[1]}, storage_state=state)
    page = context.new_page()
    page.add_init_script(_WATCH.replace("IS_USEFUL", place.is_useful))
    page.goto(_origin(url) + place.path)
    ms = _wait_for(page, "() => window.usefulAt ?? null")
    context.close()
    return ms


def _answers(browser: Browser, state: StorageState, url: str, n_events: int) -> Row:
    """Skip questions, one after the other, each when the answer before is stored."""
    say("answering questions")
    context = browser.new_context(viewport={"width": _SIZE[0], "height": _SIZE[1]}, storage_state=state)
    page = context.new_page()
    page.goto(_origin(url) + "/label")
    page.locator(".label-typical").wait_for(timeout=60_000)
    times: list[float] = []
    for _ in range(_N_ANSWERS):
        times.append(page.evaluate(_ANSWER))
        page.get_by_text("All answers are stored.").wait_for(timeout=60_000)
    context.close()
    return _row(f"label, {n_events:,} events", "key to next question, median ms", times, f"≤ {_MAX_KEY_MS}")


def _wait_for(page: Page, script: str) -> float:
    for _ in range(1200):
        found = page.evaluate(script)
        if found is not None:
            return float(found)
        page.wait_for_timeout(50)
    raise TimeoutError(f"`{page.url}` showed nothing useful within a minute")


def _origin(url: str) -> str:
    return url.split("/?")[0]


def _row(work: str, metric: str, times: Sequence[float], goal: str) -> Row:
    return Row(work, metric, statistics.median(times), statistics.stdev(times), len(times), goal=goal, digits=0)
