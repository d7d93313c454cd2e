"""The live page: what it names, what can be taught to it, and how soon it is ready. `scripts/bench live`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.live.browser import learn_recordings
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.app.browse import Browse
from coincide.app.live_models import LiveModels
from coincide.errors import MissingPackageError

_LISTENING, _WATCHING = "hour of listening", "hour of watching"


def run(options: Options) -> Iterator[Row]:
    """Measure; `--only camera`, `sound`, `visit`, `phone` or `hour` for a part. CIFAR-10 comes from `--data DIR`."""
    if options.wants("camera"):
        yield from _camera(options)
    with tempfile.TemporaryDirectory(prefix="coincide-bench-") as folder:
        if any(map(options.wants, ("sound", "visit", "phone"))) or _is_hour(options, _LISTENING):
            yield from _heard(options, Path(folder))
        if _is_hour(options, _WATCHING):
            from benchmarks.live.hour import watching_rows

            yield from watching_rows(options, Path(folder))


def _is_hour(options: Options, work: str) -> bool:
    """An hour is measured only for those who ask for it by name."""
    return options.only is not None and "hour" in options.only and options.wants(work)


def _heard(options: Options, work: Path) -> Iterator[Row]:
    """Measure with the bundled recordings."""
    catalog = learn_recordings(work)
    if options.wants("visit"):
        from benchmarks.live.visits import visit_rows

        yield from visit_rows(catalog)
    if options.wants("sound"):
        yield from _sound(catalog)
    if options.wants("phone"):
        from benchmarks.live.phone import phone_rows

        yield from phone_rows(catalog, work)
    if _is_hour(options, _LISTENING):
        from benchmarks.live.hour import listening_rows

        yield from listening_rows(options, catalog, work)


def _camera(options: Options) -> Iterator[Row]:
    from benchmarks.live.camera import Camera, name_rows, pair_rows, still_rows

    try:
        camera = Camera()
    except MissingPackageError as error:
        say(f"the camera is left out: {error}")
        return
    yield from name_rows(camera)
    yield from pair_rows(camera, options)
    yield from still_rows(camera)


def _sound(catalog: Path) -> Iterator[Row]:
    from benchmarks.live.sounds import sound_rows

    with Browse(catalog) as browse:
        for what, goal in (("not made yet", ""), ("made ahead", "≤ 1")):
            models, began = LiveModels(browse), time.perf_counter()
            made = models.sound()
            took_s = time.perf_counter() - began
            models.close()
            yield Row(
                f"recognizer of the bundled recordings, {what}",
                "s until it is there",
                took_s,
                0.0,
                1,
                goal=goal,
                digits=2,
            )
    yield from sound_rows(made)
