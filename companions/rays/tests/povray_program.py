"""Runs POV-Ray: pictures, and where rays meet shapes by its `trace` function."""

from __future__ import annotations

import resource
import shutil
import subprocess
from pathlib import Path

import numpy as np

from coincide_rays import Camera, Shape, World
from coincide_rays.export.povray import geometry_to_povray, to_povray, triple

PROGRAM = shutil.which("povray")
MISSING = "POV-Ray is missing: apt-get install --no-install-recommends povray povray-includes"


def draw(world: World, camera: Camera, folder: Path, *, depth: int = 5) -> tuple[np.ndarray, float]:
    """The picture as height × width × 3, and CPU seconds."""
    (folder / "s.pov").write_text(to_povray(world, camera, depth=depth))
    size = [f"+W{camera.hsize}", f"+H{camera.vsize}"]
    seconds = _run(["+Is.pov", "+Os.ppm", "+FP16", *size, "-A", "File_Gamma=1.0"], folder)
    return _read_ppm(folder / "s.ppm"), seconds


def trace(shape: Shape, rays: np.ndarray, folder: Path) -> np.ndarray:
    """For each ray: x, y, z of the meeting and of the normal; a zero normal for a miss."""
    lines = [
        "#version 3.7; global_settings { assumed_gamma 1 }",
        f"#declare O = {geometry_to_povray(shape)}",
        '#fopen F "r.txt" write',
        "#macro T(A, B) #local N = <0,0,0>; #local P = trace(O, A, B, N);",
        '#write(F, vstr(3, P, " ", 0, 15), " ", vstr(3, N, " ", 0, 15), "\\n") #end',
        *[f"T({triple(ray[:3])}, {triple(ray[3:])})" for ray in rays],
        "#fclose F",
    ]
    (folder / "t.pov").write_text("\n".join(lines))
    _run(["+It.pov", "+Ot.ppm", "+FP", "+W8", "+H8"], folder)
    return np.loadtxt(folder / "r.txt", ndmin=2)


def _run(options: list[str], folder: Path) -> float:
    assert PROGRAM is not None, MISSING
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([PROGRAM, *options, "-D", "+WT1"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _read_ppm(path: Path) -> np.ndarray:
    from coincide_rays import canvas_from_ppm

    return canvas_from_ppm(path.read_bytes()).pixels
