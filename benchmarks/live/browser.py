"""The live page in a real browser: Chromium with fake devices that play files, on one core, with WebAssembly."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.options import say
from coincide.errors import InputError
from coincide.workflow.annotations import import_annotations
from coincide.workflow.export.live import LiveRecognizer
from coincide.workflow.learn.learn import learn

if TYPE_CHECKING:
    from playwright.sync_api import Page

RECORDINGS = Path(__file__).parents[2] / "examples/recordings"
_STATIC = Path(__file__).parents[2] / "src/coincide/web/_static"
_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--js-flags=--expose-gc",
)
_SETTLE_MS = 300


def learn_recordings(work: Path) -> Path:
    """Learn the bundled recordings with all defaults, named by their truth; returns the catalog."""
    say("learning from the bundled recordings")
    catalog = learn(RECORDINGS, catalog=work / "live.coincide").catalog
    for table in sorted(RECORDINGS.glob("*/*.csv")):
        import_annotations(catalog, table)
    return catalog


def longest_recording() -> Path:
    """Return the longest of the bundled recordings."""
    return max(RECORDINGS.rglob("*.wav"), key=lambda path: path.stat().st_size)


def lay_pages(folder: Path) -> None:
    """Copy the built pages into a new folder.

    Raises
    ------
    InputError : they are not built.
    """
    if not (_STATIC / "live.js").is_file():
        raise InputError("expected built pages, found none. Run `python web/bundle.py build`.")
    shutil.copytree(_STATIC, folder)


def put(made: LiveRecognizer, folder: Path, stem: str) -> None:
    """Lay a recognizer beside the pages, as `coincide export` does."""
    (folder / f"{stem}.onnx").write_bytes(made.model)
    (folder / f"{stem}.json").write_text(made.manifest.model_dump_json(), encoding="utf-8")


@contextmanager
def opened_page(*flags: str) -> Generator[Page]:
    """Start Chromium with fake devices, and open an empty page.

    Raises
    ------
    InputError : there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("COINCIDE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise InputError("expected Chromium, found none. Install it, or name it with COINCIDE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*_FLAGS, *flags])
        yield browser.new_page()
        browser.close()


def playing(sound: Path) -> str:
    """Return the flag for a microphone that plays a file over and over."""
    return f"--use-file-for-fake-audio-capture={sound}"


def fact(page: Page, name: str) -> str | None:
    """Return a number that the page shows below the picture; None before it does."""
    return page.locator("#live-facts").evaluate(f"element => element.dataset.{name} ?? null")


def page_memory_mb(page: Page) -> float:
    """Memory of the page processes among our descendants, without files; NaN where the kernel does not tell.

    The pages of Chromium's own program count for more where fewer browsers share them, and come and go.

    What is garbage is not memory that grows; without collecting that of the worker, too, it varies by 50 MB. The
    developer tools' way also gives back the room for new objects, of which Chromium keeps up to 20 MB for a while.
    """
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.detach()
    for worker in page.workers:
        worker.evaluate("gc()")
    page.wait_for_timeout(_SETTLE_MS)
    total_kb = 0.0
    for pid in _descendants(os.getpid()):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"--type=renderer" in command:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total_kb += sum(float(line.split()[1]) for line in lines if line.startswith("Anonymous:"))
    return total_kb / 1024 if total_kb else float("nan")


def keep_microphone_punctual() -> None:
    """Run the process of Chromium's sound before all others, if the system lets us.

    Its fake microphone stands for a sound card, which has a clock of its own. But it leaves sound out when it is late,
    so that beside a load of 8 even a page that only counts samples gets up to 0.4 ms a second too little.
    """
    for pid in _descendants(os.getpid()):
        if b"AudioService" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            continue
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setscheduler(int(task.name), os.SCHED_FIFO, os.sched_param(1))
        except PermissionError:
            say("the fake microphone runs at usual priority, and may leave out sound")


def _descendants(pid: int) -> Generator[int]:
    for path in Path("/proc").glob(f"{pid}/task/*/children"):
        for child in path.read_text(encoding="ascii").split():
            yield int(child)
            yield from _descendants(int(child))


class _Handler(SimpleHTTPRequestHandler):
    def guess_type(self, path: str | os.PathLike[str]) -> str:
        types = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
        return types.get(Path(path).suffix) or super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serve a folder as a static host does; yields the address of the live page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}/live.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
