"""coincide-rays render: a picture of a scene file, and its true geometry."""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np

from coincide_rays.cli.outputs import ENCODERS, encoder_of
from coincide_rays.cli.reports import ProgressLine, seconds, whole
from coincide_rays.errors import SceneError
from coincide_rays.picture.canvas import Canvas
from coincide_rays.picture.files import encoder_for, write_whole
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.world import MAX_BOUNCES
from coincide_rays.scene.reader import Scene, load_scene

PREVIEW_COLUMNS = 60
MOST_SAMPLES = 1 << 20


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", help="a scene file in YAML")
    parser.add_argument("--out", required=True, help="where to write the picture: .png, .ppm or .pfm")
    parser.add_argument("--width", type=whole(1), help="in pixels, instead of the scene's; the height follows")
    parser.add_argument("--height", type=whole(1), help="in pixels, instead of the scene's; the width follows")
    parser.add_argument("--samples", type=whole(1), default=1, help="rays per pixel (default 1)")
    parser.add_argument(
        "--bounces", type=whole(0), default=MAX_BOUNCES, help="reflections followed between mirrors (default 5)"
    )
    parser.add_argument("--seed", type=whole(0), default=0, help="seed of random numbers (default 0)")
    parser.add_argument(
        "--threads", type=whole(1), help="threads to use, all cores if not given; the picture is the same"
    )
    parser.add_argument("--time", type=seconds, metavar="S", help="add samples until S seconds have passed")
    parser.add_argument("--preview", metavar="FILE", help="also write the coarse preview")
    for kind, known in ENCODERS.items():
        parser.add_argument(f"--{kind}", metavar="FILE", help=f"the true {kind}: {', '.join(known)}")
    parser.add_argument("--json", action="store_true", help="print a summary as JSON")
    parser.add_argument("--quiet", action="store_true", help="show no preview and no progress")


def run(given: argparse.Namespace) -> None:
    encode = encoder_for(given.out)
    encode_preview = encoder_for(given.preview) if given.preview else None
    wanted = {kind: getattr(given, kind) for kind in ENCODERS if getattr(given, kind)}
    encoders = {kind: encoder_of(kind, path) for kind, path in wanted.items()}
    scene = load_scene(given.scene)
    camera = _sized(_camera_of(scene, given.scene), given.width, given.height)

    from coincide_rays.kernel.flatten import flatten
    from coincide_rays.kernel.render import render
    from coincide_rays.truth.truth import truth_of

    flat = flatten(scene.world)
    is_watched = sys.stderr.isatty() and not given.quiet
    if is_watched or encode_preview is not None:
        share = min(1.0, PREVIEW_COLUMNS / camera.hsize)
        coarse = _sized(camera, max(1, round(camera.hsize * share)), max(1, round(camera.vsize * share)))
        preview = render(coarse, flat, depth=given.bounces, seed=given.seed, threads=given.threads)
        if is_watched:
            print(_blocks(preview), file=sys.stderr)
        if encode_preview is not None:
            write_whole(given.preview, encode_preview(preview))
    start = time.perf_counter()
    options = {"depth": given.bounces, "seed": given.seed, "threads": given.threads}
    if given.time is None:
        line = ProgressLine("drawing", quiet=given.quiet)
        image = render(camera, flat, samples=given.samples, progress=line, **options)
        samples = given.samples
    else:
        image, samples = _render_for(given.time, camera, flat, options, quiet=given.quiet)
    took = time.perf_counter() - start
    files = {given.out: encode(image)}
    if encoders:
        truth = truth_of(scene.world, camera, flat, image)
        files.update({wanted[kind]: encoder(truth) for kind, encoder in encoders.items()})
    for path, data in files.items():
        write_whole(path, data)
    if given.json:
        facts = {"files": list(files), "width": camera.hsize, "height": camera.vsize, "samples": samples}
        print(json.dumps({**facts, "seconds": round(took, 3)}))
    else:
        print(f"wrote {', '.join(files)}: {camera.hsize} × {camera.vsize}, {samples} samples a pixel, {took:.1f} s")


def _render_for(
    limit: float, camera: Camera, flat: object, options: dict[str, object], *, quiet: bool
) -> tuple[Canvas, int]:
    """Whole passes of one sample a pixel until the time has passed; one at least."""
    from coincide_rays.kernel.render import draw_samples

    sums = np.zeros((camera.vsize, camera.hsize, 3))
    line, start, done = ProgressLine("drawing", quiet=quiet), time.monotonic(), 0
    while done == 0 or (time.monotonic() - start) * (done + 1) / done < limit:
        draw_samples(camera, flat, sums, range(done, done + 1), samples=MOST_SAMPLES, **options)  # pyright: ignore[reportArgumentType]
        done += 1
        line(min(1.0, (time.monotonic() - start) / limit))
    line(1.0)
    return Canvas.from_pixels(sums / done), done


def _camera_of(scene: Scene, name: str) -> Camera:
    if scene.camera is None:
        raise SceneError(f"{name}: expected an entry `add: camera`, got none")
    return scene.camera


def _sized(camera: Camera, width: int | None, height: int | None) -> Camera:
    """The same view in another size; a side that is not given keeps the shape of the picture."""
    if width is None and height is None:
        return camera
    across = width if width is not None else max(1, round((height or 1) * camera.hsize / camera.vsize))
    down = height if height is not None else max(1, round(across * camera.vsize / camera.hsize))
    return Camera(
        across,
        down,
        camera.field_of_view,
        transform=camera.transform,
        aperture=camera.aperture,
        focal_distance=camera.focal_distance,
    )


def _blocks(canvas: Canvas) -> str:
    """A picture of half blocks in the colors of a terminal, two rows a line."""
    levels = canvas.to_bytes()
    if len(levels) % 2:
        levels = np.concatenate([levels, levels[-1:]])
    lines: list[str] = []
    for upper, lower in zip(levels[::2], levels[1::2], strict=True):
        cells = [
            f"\x1b[38;2;{a[0]};{a[1]};{a[2]}m\x1b[48;2;{b[0]};{b[1]};{b[2]}m▀"
            for a, b in zip(upper, lower, strict=True)
        ]
        lines.append("".join(cells) + "\x1b[0m")
    return "\n".join(lines)
