"""An hour of listening and one of watching, in real time: memory of the page, and moments that were missed.

With `--quick`, five minutes of each.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.live.browser import (
    fact,
    keep_microphone_punctual,
    lay_pages,
    longest_recording,
    opened_page,
    page_memory_mb,
    playing,
    put,
    served,
)
from benchmarks.live.pictures import photographs
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.workflow.export.image_model import image_recognizer
from coincide.workflow.export.live import live_recognizer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_HOUR_S, _QUICK_S = 3600.0, 300.0
_WARM_S, _LOOK_S = 300.0, 60.0
"""Within five minutes the log fills to the hundred lines that it shows, and Chromium takes 13 MB once."""
_WAIT_MS = 300_000
_N_FRAMES = 90
"""So many frames of each picture, 30 a second."""
_GAPS = """
window.longestGapMs = 0;
let lastMs = performance.now();
new MutationObserver(() => {
  const nowMs = performance.now();
  window.longestGapMs = Math.max(window.longestGapMs, nowMs - lastMs);
  lastMs = nowMs;
}).observe(document.getElementById("live-facts"), { attributes: true });
"""
"""Keeps the longest time between two of the page's own counts of its answers, of which every fifth is shown."""


@dataclass(frozen=True)
class _Look:
    """What the page showed at one time."""

    memory_mb: float
    missed_s: float
    n_answers: int
    n_elements: int


def listening_rows(options: Options, catalog: Path, work: Path) -> Iterator[Row]:
    """Listen to the longest of the bundled recordings, over and over."""
    folder = work / "listening"
    lay_pages(folder)
    put(live_recognizer(catalog), folder, "model")
    with served(folder) as address, opened_page(playing(longest_recording())) as page:
        page.goto(address)
        yield from _run(page, "listening", _HOUR_S if not options.quick else _QUICK_S)


def watching_rows(options: Options, work: Path) -> Iterator[Row]:
    """Watch photographs in turn, over and over."""
    folder = work / "watching"
    lay_pages(folder)
    put(image_recognizer(), folder, "image")
    film = write_film(work / "film.mjpeg")
    with served(folder) as address, opened_page(f"--use-file-for-fake-video-capture={film}") as page:
        page.goto(address)
        page.get_by_text("Camera", exact=True).click()
        yield from _run(page, "watching", _HOUR_S if not options.quick else _QUICK_S)


def write_film(path: Path) -> Path:
    """Write photographs as a film that a fake camera plays."""
    frames: list[bytes] = []
    for picture in photographs():
        canvas, buffer = Image.new("RGB", (640, 480)), io.BytesIO()
        canvas.paste(Image.fromarray(picture.pixels), (80, 0))
        canvas.save(buffer, format="JPEG", quality=92)
        frames += [buffer.getvalue()] * _N_FRAMES
    path.write_bytes(b"".join(frames))
    return path


def _run(page: Page, what: str, for_s: float) -> Iterator[Row]:
    page.locator("#live-label", has_text="Press").wait_for(timeout=_WAIT_MS)
    page.locator(".live-start").click()
    page.locator("#live-facts", has_text="95%").wait_for(timeout=_WAIT_MS)
    keep_microphone_punctual()
    page.wait_for_timeout(1000 * _WARM_S)
    page.evaluate(_GAPS)
    first, began, loads = _look(page), time.perf_counter(), [os.getloadavg()[0]]
    last = first
    while time.perf_counter() - began < for_s:
        page.wait_for_timeout(1000 * _LOOK_S)
        last = _look(page)
        loads.append(os.getloadavg()[0])
        say(f"{what}, minute {(time.perf_counter() - began) / 60:.0f}, load {loads[-1]:.1f}: {last}")
    work = f"{for_s / 60:.0f} minutes of {what}, beside a load of {sum(loads) / len(loads):.1f}"
    gap_s = page.evaluate("window.longestGapMs") / 1000
    n, seconds = last.n_answers - first.n_answers, time.perf_counter() - began
    yield Row(work, "memory of the page after five minutes, MB", first.memory_mb, 0.0, 1, digits=0)
    yield Row(work, "memory grown since, MB", last.memory_mb - first.memory_mb, 0.0, 1, goal="≤ 5", digits=1)
    yield Row(work, "elements grown since", last.n_elements - first.n_elements, 0.0, 1, digits=0)
    yield Row(work, "sound missed, s", last.missed_s - first.missed_s, 0.0, 1, goal="≤ 0", digits=1)
    yield Row(work, "answers a second", n / seconds, 0.0, n, digits=1)
    yield Row(work, "longest time between five answers, s", gap_s, 0.0, 1, goal="≤ 2", digits=1)


def _look(page: Page) -> _Look:
    return _Look(
        page_memory_mb(page),
        float(fact(page, "missedS") or "nan"),
        int(fact(page, "n") or 0),
        page.evaluate("document.querySelectorAll('*').length"),
    )
