"""An hour of listening in real time: memory of the page, and sound that was missed. With `--quick`, five minutes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.live.browser import (
    fact,
    lay_pages,
    longest_recording,
    opened_page,
    page_memory_mb,
    playing,
    put,
    served,
)
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.workflow.export.live import live_recognizer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_HOUR_S, _QUICK_S = 3600.0, 300.0
_WARM_S, _LOOK_S = 60.0, 60.0
_WAIT_MS = 300_000


def hour_rows(options: Options, catalog: Path, work: Path) -> Iterator[Row]:
    """Listen to the longest of the bundled recordings, over and over."""
    folder = work / "hour"
    lay_pages(folder)
    put(live_recognizer(catalog), folder, "model")
    for_s = _QUICK_S if options.quick else _HOUR_S
    with served(folder) as address, opened_page(playing(longest_recording())) as page:
        page.goto(address)
        page.locator("#live-label", has_text="Press").wait_for()
        page.locator(".live-start").click()
        page.locator("#live-facts", has_text="95%").wait_for(timeout=_WAIT_MS)
        yield from _listen(page, for_s)


def _listen(page: Page, for_s: float) -> Iterator[Row]:
    page.wait_for_timeout(1000 * _WARM_S)
    first_mb, began, loads = page_memory_mb(page), time.perf_counter(), [os.getloadavg()[0]]
    while time.perf_counter() - began < for_s:
        page.wait_for_timeout(1000 * _LOOK_S)
        loads.append(os.getloadavg()[0])
        minute = (time.perf_counter() - began) / 60
        memory_mb, missed_s = page_memory_mb(page), float(fact(page, "missedS") or "nan")
        say(f"minute {minute:.0f}: {memory_mb:.0f} MB, {missed_s:.1f} s missed, load {loads[-1]:.1f}")
    n_lines = page.evaluate("document.querySelectorAll('.live-log tbody tr').length")
    say(f"{fact(page, 'n')} answers, {n_lines} lines shown")
    work = f"{for_s / 60:.0f} minutes of listening, beside a load of {sum(loads) / len(loads):.1f}"
    yield Row(work, "memory of the page after a minute, MB", first_mb, 0.0, 1, digits=0)
    yield Row(work, "memory grown since, MB", page_memory_mb(page) - first_mb, 0.0, 1, goal="≤ 5", digits=1)
    yield Row(work, "sound missed, s", float(fact(page, "missedS") or "nan"), 0.0, 1, goal="≤ 0", digits=1)
