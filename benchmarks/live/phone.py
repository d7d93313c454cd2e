"""The exported page on a device: how fast the camera is, what the page says of it, and how soon it starts offline."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.live.browser import fact, longest_recording, opened_page, playing, served
from benchmarks.live.hour import write_film
from benchmarks.table import Row
from coincide.workflow.export.export import export

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WAIT_MS = 300_000
_WATCHED_S, _LOOK_S = 20.0, 1.0
_N_STARTS = 5
_NAME = re.compile(r"^(?!Press|Starting|Listening|Watching|Unknown).+")
_RATE = re.compile(r"([\d.]+) frames a second")


def phone_rows(catalog: Path, work: Path) -> Iterator[Row]:
    """Export a catalog with the camera, and use the page with and without its host."""
    folder = work / "phone"
    export(catalog, folder, camera=True)
    film = write_film(work / "phone.mjpeg")
    devices = (playing(longest_recording()), f"--use-file-for-fake-video-capture={film}")
    with served(folder) as address, opened_page(*devices) as page:
        page.goto(address)
        page.locator(".live-kept", has_text="On this device").wait_for(timeout=_WAIT_MS)
        yield from _camera_rows(page)
        page.context.set_offline(True)
        for name, what in (("Microphone", "a sound, of which the call must end first"), ("Camera", "a picture")):
            times = [_named_s(page, name) for _ in range(_N_STARTS)]
            yield Row(
                "start of the exported page without a network",
                f"s until it names {what}",
                statistics.median(times),
                0.0,
                len(times),
                goal="≤ 3, aim 1.5",
                digits=1,
            )


def _camera_rows(page: Page) -> Iterator[Row]:
    _begin(page, "Camera")
    page.locator("#live-facts", has_text="frames a second").wait_for(timeout=_WAIT_MS)
    page.wait_for_timeout(3000 * _LOOK_S)
    first, began, said = _n_answers(page), time.perf_counter(), list[float]()
    while time.perf_counter() - began < _WATCHED_S:
        page.wait_for_timeout(1000 * _LOOK_S)
        found = _RATE.search(page.locator("#live-facts").inner_text())
        said += [] if found is None else [float(found[1])]
    n = _n_answers(page) - first
    counted = n / (time.perf_counter() - began)
    median_ms = float(fact(page, "medianMs") or "nan")
    page.locator(".live-start").click()
    yield Row("the camera", "median ms a frame", median_ms, 0.0, n, goal="≤ 60, aim 45", digits=1)
    yield Row(
        "the camera",
        "frames a second that the page tells",
        statistics.fmean(said),
        0.0,
        len(said),
        goal="within 10%",
        against="counted",
        against_value=counted,
        digits=1,
    )


def _named_s(page: Page, device: str) -> float:
    """Reload, start, and return the seconds until the first name."""
    from playwright.sync_api import expect

    began = time.perf_counter()
    page.reload()
    _begin(page, device)
    expect(page.locator("#live-label")).to_have_text(_NAME, timeout=_WAIT_MS)
    took_s = time.perf_counter() - began
    page.locator(".live-start").click()
    return took_s


def _begin(page: Page, device: str) -> None:
    page.locator("#live-label", has_text="Press Listen").wait_for(timeout=_WAIT_MS)
    if device == "Camera":
        page.get_by_text(device, exact=True).click()
        page.locator("#live-label", has_text="Press Watch").wait_for(timeout=_WAIT_MS)
    page.locator(".live-start").click()


def _n_answers(page: Page) -> int:
    return int(fact(page, "n") or 0)
