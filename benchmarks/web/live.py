"""The live page, measured in a real browser: one core, WebAssembly, fake devices that play files.

The pages are the built ones, served from a folder as `coincide export` lays it out. Latencies are those that the page
itself measures in its worker, from the samples' or the frame's arrival there to the graph's answer; memory is what the
kernel counts for the browser's page process (worker and WebAssembly included), at the 100th frame and at the last.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.live.browser import (
    fact,
    lay_pages,
    learn_recordings,
    longest_recording,
    opened_page,
    page_memory_mb,
    playing,
    put,
    served,
)
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.errors import InputError, MissingPackageError
from coincide.workflow.export.image_model import image_recognizer
from coincide.workflow.export.live import live_recognizer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_N_WARM, _N_ANSWERS, _N_QUICK = 100, 1000, 300
_MAX_HEAR_MS, _MAX_SEE_MS, _MAX_GROWTH_MB = 10, 150, 5
_POLL_MS = 250
_WAIT_MS = 400_000


def live_rows(options: Options, work: Path) -> list[Row]:
    """Measure listening and watching over 1,000 hops and frames, 300 with `quick`; `work` is an empty folder.

    Raises
    ------
    InputError : the pages are not built, or there is no Chromium.
    """
    n_answers = _N_QUICK if options.quick else _N_ANSWERS
    folder = work / "live"
    lay_pages(folder)
    put(live_recognizer(learn_recordings(work)), folder, "model")
    rows: list[Row] = []
    with served(folder) as address:
        if options.wants("live microphone"):
            sound = playing(longest_recording())
            rows += _measure(address, "Microphone", sound, "live microphone", _MAX_HEAR_MS, n_answers)
        if options.wants("live camera") and _has_camera(folder):
            pictures = f"--use-file-for-fake-video-capture={_write_pictures(work / 'pictures.mjpeg')}"
            rows += _measure(address, "Camera", pictures, "live camera", _MAX_SEE_MS, n_answers)
    return rows


def _measure(address: str, mode: str, device: str, work: str, max_ms: float, n_answers: int) -> list[Row]:
    with opened_page(device) as page:
        page.goto(address)
        page.get_by_text(mode, exact=True).click()
        page.locator("#live-label", has_text="Press").wait_for()
        page.locator(".live-start").click()
        _wait_for(page, _N_WARM)
        before_mb = page_memory_mb(page)
        _wait_for(page, n_answers)
        after_mb = page_memory_mb(page)
        median_ms, p95_ms = (float(fact(page, name) or "nan") for name in ("medianMs", "p95Ms"))
    say(f"{work}: {median_ms:.1f} ms, 95 % within {p95_ms:.1f} ms; {before_mb:.1f} MB, then {after_mb:.1f} MB")
    goal = f"≤ {max_ms} ms"
    growth = f"memory grown from answer {_N_WARM} to {n_answers}, MB"
    return [
        Row(work, "median of 200 answers, ms", median_ms, 0.0, 1, goal=goal, digits=1),
        Row(work, "95th percentile of 200 answers, ms", p95_ms, 0.0, 1, digits=1),
        Row(work, growth, after_mb - before_mb, 0.0, 1, goal=f"≤ {_MAX_GROWTH_MB}", digits=1),
    ]


def _wait_for(page: Page, n_answers: int) -> None:
    for _ in range(_WAIT_MS // _POLL_MS):
        if int(fact(page, "n") or 0) >= n_answers:
            return
        page.wait_for_timeout(_POLL_MS)
    raise InputError(
        f"expected {n_answers} answers of the live page, got {fact(page, 'n')} in {_WAIT_MS / 1000:.0f} s."
    )


def _has_camera(folder: Path) -> bool:
    try:
        put(image_recognizer(), folder, "image")
    except MissingPackageError as error:
        say(f"the camera is left out: {error}")
        return False
    return True


def _write_pictures(path: Path, n_frames: int = 30) -> Path:
    from PIL import Image

    place = np.arange(640)
    frames: list[bytes] = []
    for number in range(n_frames):
        waves = 127 + 120 * np.sin((place[None, :] + place[:480, None] * number / 7) / 23)
        buffer = io.BytesIO()
        Image.fromarray(waves.astype(np.uint8)).convert("RGB").save(buffer, format="JPEG")
        frames.append(buffer.getvalue())
    path.write_bytes(b"".join(frames))
    return path
