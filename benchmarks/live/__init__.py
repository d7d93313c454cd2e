"""The live page: what it names, what can be taught to it, and how soon it is ready. `scripts/bench live`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.app.browse import Browse
from coincide.app.live_models import LiveModels
from coincide.errors import MissingPackageError
from coincide.workflow.annotations import import_annotations
from coincide.workflow.learn.learn import learn

_RECORDINGS = Path(__file__).parents[2] / "examples/recordings"


def run(options: Options) -> Iterator[Row]:
    """Measure; `--only camera` or `sound` for a part. CIFAR-10's pictures are in `--data DIR`."""
    if options.wants("camera"):
        yield from _camera(options)
    if options.wants("sound"):
        with tempfile.TemporaryDirectory(prefix="coincide-bench-") as folder:
            yield from _sound(Path(folder))


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


def _sound(work: Path) -> Iterator[Row]:
    """Learn from the bundled recordings, named by their truth."""
    from benchmarks.live.sounds import sound_rows

    say("learning from the bundled recordings")
    catalog = learn(_RECORDINGS, catalog=work / "live.coincide").catalog
    for table in sorted(_RECORDINGS.glob("*/*.csv")):
        import_annotations(catalog, table)
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
