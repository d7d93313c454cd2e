"""The live page, measured in a real browser: one core, WebAssembly, fake devices that play files.

The pages are the built ones, served from a folder as `coincide export` lays it out. Latencies are those that the page
itself measures in its worker, from the samples' or the frame's arrival there to the graph's answer; memory is what the
kernel counts for the browser's page process (worker and WebAssembly included), at the 100th frame and at the last.
"""

from __future__ import annotations

import functools
import io
import os
import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.errors import InputError, MissingPackageError
from coincide.workflow.annotations import import_annotations
from coincide.workflow.export.image_model import image_recognizer
from coincide.workflow.export.live import LiveRecognizer, live_recognizer
from coincide.workflow.learn.learn import learn

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ROOT = Path(__file__).parents[2]
_STATIC = _ROOT / "src/coincide/web/_static"
_RECORDINGS = _ROOT / "examples/recordings"
_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--js-flags=--expose-gc",
)
_N_WARM, _N_ANSWERS, _N_QUICK = 100, 1000, 300
_MAX_HEAR_MS, _MAX_SEE_MS, _MAX_GROWTH_MB = 10, 150, 5
_POLL_MS = 250
_SETTLE_MS = 300
_WAIT_MS = 400_000


def live_rows(options: Options, work: Path) -> list[Row]:
    """Measure listening and watching over 1,000 hops and frames, 300 with `quick`; `work` is an empty folder.

    Raises
    ------
    InputError : the pages are not built, or there is no Chromium.
    """
    if not (_STATIC / "live.js").is_file():
        raise InputError("expected built pages, found none. Run `python web/bundle.py build`.")
    n_answers = _N_QUICK if options.quick else _N_ANSWERS
    folder = work / "live"
    shutil.copytree(_STATIC, folder)
    _put(_taught(work), folder, "model")
    rows: list[Row] = []
    with _served(folder) as address:
        if options.wants("live microphone"):
            sound = f"--use-file-for-fake-audio-capture={_longest_recording()}"
            rows += _measure(address, "Microphone", sound, "live microphone", _MAX_HEAR_MS, n_answers)
        if options.wants("live camera") and _has_camera(folder):
            pictures = f"--use-file-for-fake-video-capture={_write_pictures(work / 'pictures.mjpeg')}"
            rows += _measure(address, "Camera", pictures, "live camera", _MAX_SEE_MS, n_answers)
    return rows


def _measure(address: str, mode: str, device: str, work: str, max_ms: float, n_answers: int) -> list[Row]:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("COINCIDE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise InputError("expected Chromium, found none. Install it, or name it with COINCIDE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*_FLAGS, device])
        page = browser.new_page()
        page.goto(address)
        page.get_by_text(mode, exact=True).click()
        page.locator("#live-label", has_text="Press").wait_for()
        page.locator(".live-start").click()
        _wait_for(page, _N_WARM)
        before_mb = _page_memory_mb(page)
        _wait_for(page, n_answers)
        after_mb = _page_memory_mb(page)
        median_ms, p95_ms = (float(_fact(page, name) or "nan") for name in ("medianMs", "p95Ms"))
        browser.close()
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
        if int(_fact(page, "n") or 0) >= n_answers:
            return
        page.wait_for_timeout(_POLL_MS)
    raise InputError(
        f"expected {n_answers} answers of the live page, got {_fact(page, 'n')} in {_WAIT_MS / 1000:.0f} s."
    )


def _fact(page: Page, name: str) -> str | None:
    return page.locator("#live-facts").evaluate(f"element => element.dataset.{name} ?? null")


def _page_memory_mb(page: Page) -> float:
    """Proportional memory of the page processes among our descendants; NaN where the kernel does not tell.

    What is garbage is not memory that grows; without collecting that of the worker, too, it varies by 50 MB.
    """
    for place in (page, *page.workers):
        place.evaluate("gc()")
    page.wait_for_timeout(_SETTLE_MS)
    total_kb = 0.0
    for pid in _descendants(os.getpid()):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"--type=renderer" in command:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total_kb += sum(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total_kb / 1024 if total_kb else float("nan")


def _descendants(pid: int) -> Generator[int]:
    for path in Path("/proc").glob(f"{pid}/task/*/children"):
        for child in path.read_text(encoding="ascii").split():
            yield int(child)
            yield from _descendants(int(child))


def _taught(work: Path) -> LiveRecognizer:
    """The bundled recordings, learned with all defaults, named by their truth."""
    say("learning from the bundled recordings")
    catalog = learn(_RECORDINGS, catalog=work / "live.coincide").catalog
    for table in sorted(_RECORDINGS.glob("*/*.csv")):
        import_annotations(catalog, table)
    return live_recognizer(catalog)


def _has_camera(folder: Path) -> bool:
    try:
        _put(image_recognizer(), folder, "image")
    except MissingPackageError as error:
        say(f"the camera is left out: {error}")
        return False
    return True


def _put(made: LiveRecognizer, folder: Path, stem: str) -> None:
    (folder / f"{stem}.onnx").write_bytes(made.model)
    (folder / f"{stem}.json").write_text(made.manifest.model_dump_json(), encoding="utf-8")


def _longest_recording() -> Path:
    return max(_RECORDINGS.rglob("*.wav"), key=lambda path: path.stat().st_size)


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


class _Handler(SimpleHTTPRequestHandler):
    def guess_type(self, path: str | os.PathLike[str]) -> str:
        types = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
        return types.get(Path(path).suffix) or super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Generator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}/live.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
