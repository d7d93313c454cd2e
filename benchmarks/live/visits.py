"""Visits: from the start of `coincide serve` until the live page listens, and once more; quiet and beside others."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.live.browser import longest_recording, opened_page, playing
from benchmarks.options import say
from benchmarks.served import served
from benchmarks.table import Row
from coincide.workflow.export.maker import start_ahead

if TYPE_CHECKING:
    from playwright.sync_api import Page

_N_BUSY, _N_TIMES = 2, 5
_WAIT_MS = 300_000
_BUSY = [sys.executable, "-c", "while True: pass"]


def visit_rows(catalog: Path) -> Iterator[Row]:
    """Visit right after `learn`, and after the recognizer was made ahead; `catalog` has none yet."""
    work, metric = "from the start of `serve` until the page listens", "s"
    for beside, n_busy in (("quiet", 0), (f"beside {_N_BUSY} busy programs", _N_BUSY)):
        with _busy(n_busy):
            at_once, _ = _visits_s(shutil.copytree(catalog, catalog.with_name(f"at-once-{n_busy}.coincide")))
        yield Row(f"{work}, at once after `learn`, {beside}", metric, at_once, 0.0, 1, digits=1)
    began = time.perf_counter()
    maker = start_ahead(catalog)
    assert maker is not None
    maker.wait()
    yield Row("recognizer made in the background after `learn`", "s", time.perf_counter() - began, 0.0, 1, digits=1)
    for beside, n_busy, goal in (("quiet", 0, "≤ 3"), (f"beside {_N_BUSY} busy programs", _N_BUSY, "≤ 6")):
        with _busy(n_busy):
            first, second = zip(*(_visits_s(catalog) for _ in range(_N_TIMES)), strict=True)
        yield _row(f"{work}, made ahead, {beside}", first, goal)
        yield _row(f"second visit of the page, until it listens, {beside}", second, "≤ 1" if n_busy == 0 else "")


def _row(work: str, times: Sequence[float], goal: str) -> Row:
    say(f"{work}: {', '.join(f'{one:.1f}' for one in times)} s")
    return Row(work, "s", statistics.median(times), 0.0, len(times), goal=goal, digits=1)


def _visits_s(catalog: Path) -> tuple[float, float]:
    """Return the seconds from the start of the server, and those of a visit after that.

    The browser runs already, as it does where people work.
    """
    with opened_page(playing(longest_recording())) as page:
        began = time.perf_counter()
        with served(catalog) as server:
            address = server.url.replace("/?", "/live?")
            page.goto(address)
            _listen(page)
            first = time.perf_counter() - began
            known, _ = address.split("?")
            page.goto(known.replace("/live", "/runs"))
            began = time.perf_counter()
            page.goto(known)
            _listen(page)
            return first, time.perf_counter() - began


def _listen(page: Page) -> None:
    _wait(page, "live-label", "Press")
    page.locator(".live-start").click()
    _wait(page, "live-facts", "95%")


def _wait(page: Page, element: str, text: str) -> None:
    """Look at every repaint: a locator looks twice a second, which would count for half of a visit."""
    page.wait_for_function(
        "([id, text]) => document.getElementById(id)?.textContent.includes(text)",
        arg=[element, text],
        timeout=_WAIT_MS,
        polling="raf",
    )


@contextmanager
def _busy(n: int) -> Generator[None]:
    """Keep processors busy by `n` programs."""
    say(f"load before: {os.getloadavg()[0]:.1f}; {n} busy programs more")
    programs = [subprocess.Popen(_BUSY) for _ in range(n)]
    try:
        yield
    finally:
        for one in programs:
            one.kill()
            one.wait()
